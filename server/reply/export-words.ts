/** The few words of a printed conversation, in the languages of the desk. What was said and told stands in its own words. */
export type ExportLanguage = 'en' | 'de';

interface ExportWords {
  readonly case: string;
  readonly customer: string;
  readonly agent: string;
  readonly assistant: string;
  readonly automation: string;
  readonly note: string;
  readonly files: string;
  readonly told: string;
  readonly made: string;
}

export const exportWords: Readonly<Record<ExportLanguage, ExportWords>> = {
  en: {
    case: 'Case',
    customer: 'customer',
    agent: 'agent',
    assistant: 'assistant',
    automation: 'automatic',
    note: 'internal note',
    files: 'Files',
    told: 'Told',
    made: 'Written out',
  },
  de: {
    case: 'Fall',
    customer: 'Kundin oder Kunde',
    agent: 'Team',
    assistant: 'Assistent',
    automation: 'automatisch',
    note: 'interne Notiz',
    files: 'Dateien',
    told: 'Zugesagt',
    made: 'Ausgegeben',
  },
};
