// How far a fact about Salesforce can be trusted, in words.

export const TRUST = {
	doc: "Salesforce documents it.",
	seen: "A real answer or a real file shows it.",
	code: "Somebody's client handles it.",
	secondary: "A secondary source says so; it may be wrong.",
	unverified: "General knowledge that nobody has checked.",
	inferred: "Concluded from other facts: a guess.",
} as const;

export type Trust = keyof typeof TRUST;
