// The time that one query asks for, where a query is open-ended as long as the org can
// answer it. Pure; all times are ms.

/** `start` is in it, `end` is not; without an end it reaches as far as there is anything. */
export interface Span {
	readonly start: number;
	readonly end: number | undefined;
}

/** No span is made shorter: a second that the org can't answer is its own trouble. */
export const MIN_SPAN_MS = 1000;

/** At most `length` from `start`; open when that reaches `now`, so that the newest is never cut off. */
export function spanFrom(start: number, length: number, now: number): Span {
	const end = start + length;
	return { start, end: end >= now ? undefined : end };
}

/** Half the length of a span that the org could not answer; undefined when it can't be halved. */
export function narrowed(
	{ start, end }: Span,
	now: number,
): number | undefined {
	const length = (end ?? now) - start;
	return length <= MIN_SPAN_MS
		? undefined
		: Math.max(MIN_SPAN_MS, Math.floor(length / 2));
}

/** So many answers in a row, and a longer span is tried: each try that fails costs the org two minutes. */
const ANSWERS_BEFORE_WIDER = 4;

/** The next length after so many spans in a row were answered. */
export function widened(length: number, answered: number): number {
	return answered % ANSWERS_BEFORE_WIDER === 0 ? length * 2 : length;
}
