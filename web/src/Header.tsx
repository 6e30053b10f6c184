// The bar at the top: whose study this is, whether its people are made up, pages, report, language.
//
// Never here: figures.
import { Segmented, Tooltip } from "antd";
import type { Summary } from "./api";
import { useSpeech } from "./locale";
import { useView, write, type Lang, type Page, type View } from "./view";
import type { Key } from "./words";

const PAGES: readonly { page: Page; key: Key }[] = [
  { page: "map", key: "pageMap" },
  { page: "circle", key: "pageCircle" },
  { page: "site", key: "pageSite" },
  { page: "scenarios", key: "pageScenarios" },
  { page: "data", key: "pageData" },
];

/** Another page: what was asked about a place or a gap stays behind. */
function turn(page: Page): Partial<View> {
  return { page, at: null, why: null, gap: null };
}

export function Header({ summary }: { summary: Summary | null }) {
  const { t, name } = useSpeech();
  const [view, change] = useView();
  return (
    <header className="header">
      <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="16" cy="16" r="14" fill="none" stroke="currentColor" strokeWidth="3" />
        <path d="M16 5a11 11 0 0 1 0 22z" fill="currentColor" />
        <circle cx="16" cy="16" r="2.6" fill="#e8743b" />
      </svg>
      <h1>
        <span className="product">{t("product")}</span>
        {summary && <span className="study-name">{name(summary.parameters.name)}</span>}
      </h1>
      {summary?.parameters.synthetic && (
        <Tooltip title={t("syntheticWhy")}>
          <span className="badge" tabIndex={0}>
            {t("synthetic")}
          </span>
        </Tooltip>
      )}
      <nav aria-label={t("navigation")}>
        {PAGES.map(({ page, key }) => (
          <a
            key={page}
            href={write({ ...view, ...turn(page) })}
            aria-current={view.page === page ? "page" : undefined}
            onClick={(event) => {
              // Another tab is the browser's business.
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              change(turn(page));
            }}
          >
            {t(key)}
          </a>
        ))}
      </nav>
      <span className="spring" />
      {summary && (
        <a className="report" href="/report.html" download={`halfhour-${summary.study}.html`}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 2v7m0 0L5 6.2M8 9l3-2.8M3 11.5V13h10v-1.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
          {t("report")}
        </a>
      )}
      <Segmented<Lang>
        className="language"
        aria-label={t("language")}
        value={view.lang}
        options={[
          { value: "zh", label: <span lang="zh">中文</span> },
          { value: "en", label: <span lang="en">English</span> },
        ]}
        onChange={(lang) => change({ lang })}
      />
    </header>
  );
}
