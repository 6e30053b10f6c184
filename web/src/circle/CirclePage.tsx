export default function Page(_: Record<string, unknown>) { return <section className="panel" />; }
