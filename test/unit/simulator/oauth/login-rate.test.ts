import { expect, test } from "vitest";
import { createLoginRate } from "../../../../simulator/oauth/login-rate.ts";

test("a user who logs in more than 3,600 times an hour is refused until the hour is over", () => {
	let now = 0;
	const rate = createLoginRate(() => now);
	const tries = Array.from({ length: 3601 }, () => rate.allow("ana"));
	expect(tries.indexOf(false)).toBe(3600);
	expect(rate.allow("ben")).toBe(true);
	now = 3_600_000;
	expect(rate.allow("ana")).toBe(true);
});
