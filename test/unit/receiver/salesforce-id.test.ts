import fc from "fast-check";
import { expect, test } from "vitest";
import { to18 } from "../../../receiver/salesforce-id.ts";

// Pairs of real files and of Salesforce's documentation.
test.each([
	["0055j00000AT6I1", "0055j00000AT6I1AAL"],
	["00Dxx0000001gPL", "00Dxx0000001gPLEAY"],
	["000000000000000", "000000000000000AAA"],
])("%s is %s", (short, long) => {
	expect(to18(short)).toBe(long);
	expect(to18(long)).toBe(long);
});

test.each(["", "0055j00000AT6I", "Salesforce.com ", "0055j00000AT6I1AA"])(
	"%j is given back unchanged",
	(text) => {
		expect(to18(text)).toBe(text);
	},
);

test("ids that differ in case alone differ in their checksum too", () => {
	const character = fc.constantFrom(..."abcXYZ019");
	const id = fc
		.array(character, { minLength: 15, maxLength: 15 })
		.map((c) => c.join(""));
	fc.assert(
		fc.property(id, (short) => {
			const other = short.toLowerCase();
			fc.pre(other !== short);
			expect(to18(short).toLowerCase()).not.toBe(to18(other).toLowerCase());
		}),
	);
});
