// What a row tells about success and failure, by a table's signals. A verdict is
// made once for each value of a cell and then looked up.

import { firstFilled } from "./apply-steps.ts";
import { createReasons } from "./body.ts";
import type { PlacedSignal } from "./compile-steps.ts";
import { memoize } from "./memoize.ts";
import type {
	HttpStatusSignal,
	OutcomeSignal,
	PresenceSignal,
	Severity,
	ValueSignal,
} from "./table.ts";

export interface Verdict {
	readonly outcome: "success" | "failure" | "neutral";
	/** Of a failure. */
	readonly severity: Severity;
	/** Of a failure. Of low cardinality. */
	readonly errorType: string;
	/** Of a failure, in the words of a sentence; empty where it adds nothing. */
	readonly reason: string;
}

const NEUTRAL: Verdict = {
	outcome: "neutral",
	severity: "INFO",
	errorType: "",
	reason: "",
};
const SUCCESS: Verdict = { ...NEUTRAL, outcome: "success" };

type Judge = (cells: readonly string[]) => Verdict;

export function createJudge(signals: readonly PlacedSignal[]): Judge {
	const judges = signals.map(judgeOf);
	const [only] = judges;
	if (only === undefined) return () => NEUTRAL;
	if (judges.length === 1) return only;
	return (cells) => {
		let verdict = NEUTRAL;
		for (const judge of judges) {
			const next = judge(cells);
			if (next.outcome === "failure") return next;
			if (next.outcome === "success") verdict = next;
		}
		return verdict;
	};
}

function judgeOf({ signal, place }: PlacedSignal): Judge {
	const { indexes } = place;
	const judge = memoize(judgementOf(signal));
	const empty =
		signal.by === "always" ||
		(signal.by === "value" && signal.emptyFails && indexes.length > 0)
			? judge("")
			: NEUTRAL;
	return (cells) => {
		const cell = firstFilled(indexes, cells);
		return cell === "" || signal.drop?.includes(cell) ? empty : judge(cell);
	};
}

function judgementOf(signal: OutcomeSignal): (cell: string) => Verdict {
	switch (signal.by) {
		case "value":
			return byValue(signal);
		case "http_status":
			return byHttpStatus(signal);
		case "presence":
			return byPresence(signal);
		case "always":
			return (cell) =>
				failure(signal.severity, cell === "" ? signal.otherwise : cell);
	}
}

function byValue(signal: ValueSignal): (cell: string) => Verdict {
	const { errorType } = signal;
	const reasonOf = createReasons(signal.reasons ?? new Map());
	return (cell) => {
		if (signal.success.includes(cell)) return SUCCESS;
		if (signal.failure !== undefined && !signal.failure.includes(cell))
			return NEUTRAL;
		if (typeof errorType === "string")
			return failure(signal.severity, errorType);
		const type = errorType?.get(cell) ?? cell;
		return failure(signal.severity, type, reasonOf(type));
	};
}

/** What an HTTP answer means. Zero and negative numbers mean that there was none. */
function byHttpStatus(_: HttpStatusSignal): (cell: string) => Verdict {
	return (cell) => {
		const status = Number(cell);
		if (!(status >= 100)) return NEUTRAL;
		if (status < 400) return SUCCESS;
		return failure(status < 500 ? "WARN" : "ERROR", String(status));
	};
}

function byPresence(signal: PresenceSignal): (cell: string) => Verdict {
	return (cell) =>
		failure(
			signal.severity,
			signal.errorType.exec(cell)?.[1] ?? signal.otherwise,
		);
}

function failure(severity: Severity, errorType: string, reason = ""): Verdict {
	return { outcome: "failure", severity, errorType, reason };
}
