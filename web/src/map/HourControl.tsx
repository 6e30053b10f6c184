// When help is called: on a day of the week at some hour, or with a boat always at the quay.
//
// Never here: what the hour changes.
import { Segmented, Slider, Tooltip } from "antd";
import { useState } from "react";
import type { HourRow, Hours } from "../api";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { slotText, weekday } from "../week";

/** The day of "no hour". */
const QUAY = 0;
/** The hour at which a day is opened that had none before. */
const MORNING = "08:00";

/** The slots by day, 1 to 7, without those that the clocks skip. */
function days(week: Hours): Map<number, HourRow[]> {
  const found = new Map<number, HourRow[]>();
  for (const row of week.hours) found.set(row.day, [...(found.get(row.day) ?? []), row]);
  return found;
}

export function HourControl({ week, hour }: { week: Hours; hour: string | null }) {
  const { lang, t } = useSpeech();
  const [, change] = useView();
  /** Where the slider is while it is being moved. */
  const [moving, setMoving] = useState<number | null>(null);
  const byDay = days(week);
  const row = week.hours.find((each) => each.hour === hour) ?? null;
  const slots = (row && byDay.get(row.day)) ?? [];
  const index = row ? (moving ?? slots.indexOf(row)) : 0;
  const choose = (day: number) => {
    const others = byDay.get(day) ?? [];
    const same = others.find((each) => each.time === (row?.time ?? MORNING)) ?? others[0];
    change({ hour: day === QUAY ? null : (same?.hour ?? null) });
  };
  const options = [
    { value: QUAY, label: <Tooltip title={t("atQuayWhy")}><span>{t("atQuay")}</span></Tooltip> },
    ...[...byDay].map(([day, [first]]) => ({ value: day, label: weekday(lang, first?.hour ?? week.monday) })),
  ];
  return (
    <div className="hour-control" role="group" aria-label={t("callAt")}>
      <span className="hour-label" aria-hidden="true">{t("callAt")}</span>
      <Segmented<number> size="small" aria-label={t("callDay")} value={row?.day ?? QUAY} options={options} onChange={choose} />
      {row && (
        <span className="hour-slide">
          <Slider
            min={0}
            max={slots.length - 1}
            value={index}
            tooltip={{ open: false }}
            ariaLabelForHandle={t("callHour")}
            ariaValueTextFormatterForHandle={(at) => slots[at]?.time ?? ""}
            onChange={setMoving}
            onChangeComplete={(at) => {
              setMoving(null);
              const slot = slots[at];
              if (slot) change({ hour: slot.hour }, false);
            }}
          />
          <output>{slots[index] ? slotText(lang, slots[index].hour, week.step_s) : ""}</output>
        </span>
      )}
    </div>
  );
}
