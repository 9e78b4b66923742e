// The names in a PromQL expression: which metrics it reads, and which labels it names.
// Not a parser: strings are taken out first, and what is left is told apart by the
// braces and the keywords before it.

export interface PromqlNames {
	readonly metrics: readonly string[];
	readonly labels: readonly string[];
	/** Neither: functions, operators and what is misspelt. */
	readonly words: readonly string[];
}

const LABEL_LIST =
	/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const SELECTOR = /\{([^}]*)\}/g;
const DURATION = /\[[^\]]*\]|\boffset\s+\w+/g;
const NAME = /[a-zA-Z_:][\w:]*/g;

export function promqlNames(expression: string): PromqlNames {
	const labels: string[] = [];
	const rest = expression
		.replace(/"[^"]*"|'[^']*'/g, '""')
		.replace(DURATION, "")
		.replace(LABEL_LIST, (_, list: string) => {
			labels.push(...namesOf(list));
			return "";
		})
		.replace(SELECTOR, (_, matchers: string) => {
			labels.push(...namesOf(matchers));
			return "";
		});
	const metrics: string[] = [];
	const words: string[] = [];
	for (const name of namesOf(rest))
		(/^(salesforce|otelcol)_/.test(name) ? metrics : words).push(name);
	return { metrics, labels, words };
}

const namesOf = (text: string): string[] => text.match(NAME) ?? [];
