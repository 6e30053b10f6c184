// What the page does with a file, before there is one.
//
// Never here: anything about a certain file.
import { useSpeech } from "../locale";

export function Introduction() {
  const { t } = useSpeech();
  return (
    <div className="introduction">
      <p className="private">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3.5 7h9v7h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
        </svg>
        {t("dataPrivate")}
      </p>
      <ol className="steps">
        <li>
          <h3>{t("stepRead")}</h3>
          <p>{t("stepReadWhy")}</p>
        </li>
        <li>
          <h3>{t("stepLook")}</h3>
          <p>{t("stepLookWhy")}</p>
        </li>
        <li>
          <h3>{t("stepSave")}</h3>
          <p>{t("stepSaveWhy")}</p>
        </li>
      </ol>
      <h3>{t("dataNeeds")}</h3>
      <table className="needs">
        <thead>
          <tr>
            <th scope="col">{t("needsTable")}</th>
            <th scope="col">{t("needsMust")}</th>
            <th scope="col">{t("needsMay")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("roleFacilities")}</th>
            <td>{t("needsPosition")}</td>
            <td>{t("needsFacilities")}</td>
          </tr>
          <tr>
            <th scope="row">{t("roleDemand")}</th>
            <td>{t("needsPosition")}</td>
            <td>{t("needsDemand")}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
