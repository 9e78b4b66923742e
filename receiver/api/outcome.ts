// How requests are counted: by the class of their status, `none` without an answer.

export function outcomeOf(status: number | undefined): string {
	return status === undefined ? "none" : `${Math.floor(status / 100)}xx`;
}
