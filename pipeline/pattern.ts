// A regular expression as an operator writes it: JavaScript's, in Unicode mode,
// with Go's spelling of flags in front, `(?i)`, because patterns are often taken
// over from a Collector's configuration.

const LEADING_FLAGS = /^\(\?([ims]+)\)/;

/** Without the flags `g` and `y`, so `test` keeps no state. Throws a SyntaxError. */
export function compilePattern(text: string): RegExp {
	const flags = LEADING_FLAGS.exec(text)?.[1] ?? "";
	const source = flags === "" ? text : text.slice(flags.length + 3);
	return new RegExp(source, `u${[...new Set(flags)].join("")}`);
}

/** What is wrong with a pattern, or undefined. */
export function patternProblem(text: string): string | undefined {
	if (text === "") return "it is empty";
	try {
		compilePattern(text);
		return undefined;
	} catch (error) {
		if (text.includes("(?P<")) {
			return "a named group is written (?<name>...) here";
		}
		const said = error instanceof Error ? error.message : String(error);
		return said.replace(/^Invalid regular expression: .*\/[a-z]*: /s, "");
	}
}

export interface PatternGroups {
	/** How many capturing groups there are, named or not. */
	readonly count: number;
	readonly names: readonly string[];
}

export function groupsOf(pattern: RegExp): PatternGroups {
	// An empty alternative matches anything, and tells of every group.
	const match = new RegExp(`${pattern.source}|`, pattern.flags).exec("");
	return {
		count: (match?.length ?? 1) - 1,
		names: Object.keys(match?.groups ?? {}),
	};
}
