// A text of the server, in which back quotes mark what stands so in a file.
//
// Never here: texts of our own.

export function Quoted({ text }: { text: string }) {
  return text.split("`").map((part, index) => (index % 2 ? <code key={index} className="quoted">{part}</code> : part));
}
