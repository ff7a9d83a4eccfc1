/** Which drawings does the widget use? Three, in the text's own colour; the button around each carries the word. */
const draw = (path: string) => () => (
  <svg
    viewBox="0 0 24 24"
    width="24"
    height="24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={path} />
  </svg>
);
export const ClipIcon = draw('m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.2 17.2a1.7 1.7 0 0 1-2.4-2.4L14.500 7');
export const CloseIcon = draw('M6 6l12 12M18 6 6 18');
export const PageIcon = draw('M14 4h6v6M20 4l-9 9M18 14v6H4V6h6');
