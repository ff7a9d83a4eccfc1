/** How is what someone wrote shown? As text, with web addresses made into links that open apart. Markup in it stays visible characters. */
const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'»”’])/;

export function MessageText({ text }: { text: string }) {
  return (
    <p class="text" dir="auto">
      {text.split(address).map((part, index) =>
        index % 2 === 1 ? (
          <a href={part} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
