/** Which time zone? Every IANA zone this browser knows, found by typing; a native list, so that phones show their own. */
import { Field as Base } from '@base-ui/react/field';
import { useMemo } from 'react';

interface ZoneSelectProps {
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly disabled?: boolean;
  /** Name for assistive technology when there is no `Field` around it. */
  readonly label?: string;
}

export function ZoneSelect({ value, onChange, disabled = false, label }: ZoneSelectProps) {
  const zones = useMemo(() => [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', value])].toSorted(), [value]);
  return (
    <Base.Control
      render={
        <select aria-label={label} disabled={disabled}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      }
      className="field-box"
      value={value}
      onValueChange={(next) => onChange(String(next))}
    />
  );
}
