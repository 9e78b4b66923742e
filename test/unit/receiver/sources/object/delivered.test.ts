import { expect, test } from "vitest";
import { createDelivered } from "../../../../../receiver/sources/object/delivered.ts";

test("what is too old is forgotten, and the rest is stored", () => {
	const delivered = createDelivered([[1, "a"]]);
	delivered.add(2, "b");
	delivered.add(3, "c");
	delivered.forgetUntil(2);
	expect(delivered.has("b")).toBe(false);
	expect(createDelivered(delivered.rows()).has("c")).toBe(true);
	expect(delivered.rows()).toEqual([[3, "c"]]);
});

test("room is bounded: the oldest goes first", () => {
	const delivered = createDelivered([], 3);
	for (let n = 0; n < 10; n++) delivered.add(n, `${n}`);
	expect(delivered.rows()).toEqual([
		[7, "7"],
		[8, "8"],
		[9, "9"],
	]);
});
