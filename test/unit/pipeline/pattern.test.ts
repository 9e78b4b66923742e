import { expect, test } from "vitest";
import {
	compilePattern,
	groupsOf,
	patternProblem,
} from "../../../pipeline/pattern.ts";

test.each([
	["^a$", "a", true],
	["^a$", "A", false],
	["(?i)^a$", "A", true],
	["(?is)^a.b$", "A\nB", true],
	["^\\p{L}$", "é", true],
	["[\\w.+-]+@", "a-b@", true],
])("%s on %j: %s", (pattern, text, matches) => {
	expect(compilePattern(pattern).test(text)).toBe(matches);
});

test("a pattern keeps no state between texts", () => {
	const pattern = compilePattern("a");
	expect([pattern.test("a"), pattern.test("a")]).toEqual([true, true]);
});

test.each([
	["", "it is empty"],
	["(", "Unterminated group"],
	["a/b/(", "Unterminated group"],
	["(?P<name>a)", "a named group is written (?<name>...) here"],
	["(?ii)a", undefined],
	["a", undefined],
])("what is wrong with %j: %s", (pattern, problem) => {
	expect(patternProblem(pattern)).toBe(problem);
});

test("groups are counted, and named ones listed", () => {
	expect(groupsOf(compilePattern("(?<a>x)|(?:y)(z)"))).toEqual({
		count: 2,
		names: ["a"],
	});
});
