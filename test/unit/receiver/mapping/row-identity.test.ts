import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	createObjectRowIdentity,
	createRowIdentity,
} from "../../../../receiver/mapping/row-identity.ts";

const ORGANIZATION_ID = "00D5j00000DgAYGEA3";

type Row = Record<string, string>;

const cell = fc.oneof(
	fc.string({ maxLength: 100 }),
	fc.string({ unit: "binary", maxLength: 20 }),
	fc.constantFrom("", "0", "Müller", "😀"),
);
const columnName = fc.oneof(
	fc.stringMatching(/^[A-Z_]{1,12}$/),
	fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 }),
);
const row = fc.dictionary(columnName, cell, { minKeys: 1, maxKeys: 12 });

/** The definition, written as it reads. */
function definition(row: Row, eventType = "Login"): string {
	const sha = createHash("sha256");
	sha.update(`${ORGANIZATION_ID}\0${eventType}\0`);
	const names = Object.keys(row).sort((a, b) =>
		Buffer.compare(Buffer.from(a), Buffer.from(b)),
	);
	for (const name of names) {
		const bytes = Buffer.from(row[name] ?? "");
		if (bytes.length === 0) continue;
		const length = Buffer.alloc(4);
		length.writeUInt32LE(bytes.length);
		sha.update(`${name}\0`).update(length).update(bytes);
	}
	return sha.digest("hex").slice(0, 32);
}

function uidOf(row: Row, eventType = "Login"): string {
	return createRowIdentity(Object.keys(row), eventType, ORGANIZATION_ID).next(
		Object.values(row),
	);
}

test("a uid is what its definition says", () => {
	fc.assert(
		fc.property(row, (row) => {
			expect(uidOf(row)).toBe(definition(row));
		}),
	);
});

test("the uid of a known row never changes", () => {
	expect(uidOf({ A: "x", B: "", C: "Müller" })).toBe(
		"d9c94f1bbefab31b1697fee497f18984",
	);
});

test("a uid does not depend on the order of the columns", () => {
	fc.assert(
		fc.property(
			row.chain((row) =>
				fc.tuple(
					fc.constant(row),
					fc.shuffledSubarray(Object.entries(row), {
						minLength: Object.keys(row).length,
					}),
				),
			),
			([row, shuffled]) => {
				const names = shuffled.map(([name]) => name);
				const cells = shuffled.map(([, cell]) => cell);
				const identity = createRowIdentity(names, "Login", ORGANIZATION_ID);

				expect(identity.next(cells)).toBe(uidOf(row));
			},
		),
	);
});

test("empty and missing cells change nothing", () => {
	const names = ["A", "B", "C"];
	const uid = uidOf({ A: "x" });

	for (const cells of [["x", "", ""], ["x"], ["x", ""]])
		expect(createRowIdentity(names, "Login", ORGANIZATION_ID).next(cells)).toBe(
			uid,
		);
});

test("a uid differs when any cell, column, event type or organization differs", () => {
	fc.assert(
		fc.property(row, fc.nat(), cell, (row, pick, other) => {
			const names = Object.keys(row);
			const name = names[pick % names.length] as string;
			fc.pre(definition({ ...row, [name]: other }) !== definition(row));

			expect(uidOf({ ...row, [name]: other })).not.toBe(uidOf(row));
			expect(uidOf(row, "Logout")).not.toBe(uidOf(row));
		}),
	);
	expect(uidOf({ AB: "C" })).not.toBe(uidOf({ A: "BC" }));
	expect(uidOf({ A: "x", B: "" })).not.toBe(uidOf({ A: "", B: "x" }));
	expect(
		createRowIdentity(["A"], "Login", "00D000000000000AAA").next(["x"]),
	).not.toBe(uidOf({ A: "x" }));
});

describe("equal rows of one file", () => {
	test("have a uid each, and the same ones in another reading", () => {
		const read = () => {
			const identity = createRowIdentity(["A"], "Login", ORGANIZATION_ID);
			return ["x", "y", "x", "x"].map((cell) => identity.next([cell]));
		};

		const uids = read();

		expect(new Set(uids).size).toBe(4);
		expect(read()).toEqual(uids);
		const second = createHash("sha256")
			.update(Buffer.from(uids[0] ?? "", "hex"))
			.update(Buffer.from([1, 0, 0, 0]))
			.digest("hex");
		expect(uids[2]).toBe(second.slice(0, 32));
	});

	test("skipping rows leaves the uids of those after them as they are", () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 50 }),
				fc.nat(50),
				(cells, skipped) => {
					const all = createRowIdentity(["A"], "Login", ORGANIZATION_ID);
					const resumed = createRowIdentity(["A"], "Login", ORGANIZATION_ID);
					const uids = cells.map((cell) => all.next([cell]));

					for (const cell of cells.slice(0, skipped)) resumed.skip([cell]);

					expect(
						cells.slice(skipped).map((cell) => resumed.next([cell])),
					).toEqual(uids.slice(skipped));
				},
			),
		);
	});
});

test("a row larger than the scratch buffer changes nothing for the next one", () => {
	const identity = createRowIdentity(["A", "B"], "Login", ORGANIZATION_ID);
	const large = "é".repeat(1_000_000);

	expect(identity.next([large, "b"])).toBe(definition({ A: large, B: "b" }));
	expect(identity.next(["a", "b"])).toBe(definition({ A: "a", B: "b" }));
});

describe("a row of an object", () => {
	const DUMMY_ID = "000000000000000AAA";
	const objectUid = (row: Row) =>
		createObjectRowIdentity(Object.keys(row), "Login", ORGANIZATION_ID).next(
			Object.values(row),
		);

	test("is its EventIdentifier", () => {
		expect(objectUid({ Id: DUMMY_ID, EventIdentifier: "0a47-79b0" })).toBe(
			"0a47-79b0",
		);
		expect(objectUid({ Id: "0Ya5j", EventIdentifier: "0a47-79b0" })).toBe(
			"0a47-79b0",
		);
	});

	test("is its Id where it has no EventIdentifier", () => {
		expect(objectUid({ Id: "0Ym5j000019nwonCAA", Action: "x" })).toBe(
			"0Ym5j000019nwonCAA",
		);
		expect(objectUid({ Id: "0Ym5j000019nwonCAA", EventIdentifier: "" })).toBe(
			"0Ym5j000019nwonCAA",
		);
	});

	test("is its content where its Id is that of every row", () => {
		const row = { Id: DUMMY_ID, EventIdentifier: "", UserId: "0055j" };

		expect(objectUid(row)).toBe(definition(row));
	});

	test("that equals an earlier one by content has a uid of its own", () => {
		const identity = createObjectRowIdentity(["A"], "Login", ORGANIZATION_ID);
		identity.skip(["x"]);

		expect(identity.next(["x"])).not.toBe(uidOf({ A: "x" }));
		expect(identity.next(["y"])).toBe(uidOf({ A: "y" }));
	});
});
