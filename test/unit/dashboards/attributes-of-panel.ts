// The attributes that a panel names.

import type {
	EventPanel,
	Measure,
} from "../../../dashboards/definitions/definition.ts";

const ofMeasures = (measures: readonly Measure[]): string[] =>
	measures.flatMap((measure) => ("of" in measure ? [measure.of] : []));

export const conditionsOf = ({ events }: EventPanel): string[] =>
	(events.where ?? []).map(({ attribute }) => attribute);

/** What it shows of those events. */
export function shownBy(panel: EventPanel): string[] {
	switch (panel.kind) {
		case "number":
			return ofMeasures([panel.measure]);
		case "trend":
			return [
				...(panel.by === undefined ? [] : [panel.by]),
				...ofMeasures(panel.measures),
			];
		case "top":
			return [...panel.by, ...ofMeasures(panel.measures)];
		case "first_seen":
			return [panel.of, ...panel.with];
		case "list":
			return [...panel.columns];
	}
}

/** Those that must be numbers. */
export function numbersOf(panel: EventPanel): string[] {
	const measures =
		panel.kind === "number"
			? [panel.measure]
			: "measures" in panel
				? panel.measures
				: [];
	return ofMeasures(measures.filter(({ as }) => as !== "distinct"));
}
