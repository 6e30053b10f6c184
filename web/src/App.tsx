// The page: theme, language, header, and what stands below it: the study, or why it cannot be shown yet.
//
// Never here: figures, the map.
import { ConfigProvider } from "antd";
import enGB from "antd/locale/en_GB";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { Api } from "./api";
import { Header } from "./Header";
import { LangContext } from "./locale";
import { useLoad, value } from "./load";
import { Patience } from "./Patience";
import { Study } from "./Study";
import { useView } from "./view";
import { pick, text } from "./words";

const DataPage = lazy(() => import("./data/DataPage").then((module) => ({ default: module.DataPage })));

const THEME = {
  token: {
    colorPrimary: "#1d5b86",
    colorLink: "#1d5b86",
    colorText: "#17232d",
    colorTextSecondary: "#4d5b67",
    colorTextDescription: "#4d5b67",
    colorTextPlaceholder: "#6a7680",
    colorBorder: "#c9d2d9",
    colorBorderSecondary: "#e2e7eb",
    borderRadius: 6,
    fontSize: 13,
    fontFamily: "var(--font)",
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
  },
};

const LOADING = { state: "loading" } as const;

export function App() {
  const [view] = useView();
  const { lang } = view;
  const api = useMemo(() => new Api(lang), [lang]);
  const [summary, retry] = useLoad("summary", (signal) => api.summary(signal));
  // Asked beside the summary, so that the map need not wait twice.
  const [extent] = useLoad("extent", (signal) => api.tileJson("coverage", signal));
  const study = value(summary);
  const name = study ? pick(study.parameters.name, lang) : "";

  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = name ? `${name} · ${text(lang, "product")}` : text(lang, "product");
  }, [lang, name]);

  return (
    <ConfigProvider locale={lang === "zh" ? zhCN : enGB} theme={THEME} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <LangContext value={lang}>
        <div className="page">
          <a
            className="skip"
            href="#skip"
            onClick={(event) => {
              event.preventDefault();
              document.querySelector<HTMLElement>(view.page === "data" ? ".drop button" : ".map-canvas canvas")?.focus();
            }}
          >
            {text(lang, view.page === "data" ? "skipToDrop" : "skip")}
          </a>
          <Header summary={study} />
          {!study ? (
            <Patience loaded={summary} retry={retry} />
          ) : view.page === "data" ? (
            <Suspense fallback={<Patience loaded={LOADING} retry={retry} />}>
              <DataPage summary={study} api={api} extent={extent} />
            </Suspense>
          ) : (
            <Study summary={study} api={api} extent={extent} />
          )}
        </div>
      </LangContext>
    </ConfigProvider>
  );
}
