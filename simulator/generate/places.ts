// Where logins come from, as Salesforce guesses it from the address.

export interface Place {
	readonly country: string;
	readonly city: string;
	readonly subdivision: string;
	readonly postalCode: string;
	readonly latitude: number;
	readonly longitude: number;
}

const place = (
	country: string,
	city: string,
	subdivision: string,
	postalCode: string,
	latitude: number,
	longitude: number,
): Place => ({ country, city, subdivision, postalCode, latitude, longitude });

/** By ISO 3166 code; nobody knows where the rest is. */
export const PLACES: Readonly<Record<string, Place>> = {
	AE: place("United Arab Emirates", "Dubai", "Dubai", "", 25.2048, 55.2708),
	BR: place("Brazil", "São Paulo", "São Paulo", "01000", -23.5505, -46.6333),
	CH: place("Switzerland", "Zürich", "Zurich", "8001", 47.3769, 8.5417),
	DE: place("Germany", "Frankfurt am Main", "Hesse", "60311", 50.1109, 8.6821),
	ES: place("Spain", "Madrid", "Madrid", "28001", 40.4168, -3.7038),
	FR: place("France", "Paris", "Île-de-France", "75001", 48.8566, 2.3522),
	GB: place("United Kingdom", "London", "England", "EC1A", 51.5074, -0.1278),
	IE: place("Ireland", "Dublin", "Leinster", "D02", 53.3498, -6.2603),
	IL: place("Israel", "Tel Aviv", "Tel Aviv", "61000", 32.0853, 34.7818),
	IN: place("India", "Bengaluru", "Karnataka", "560001", 12.9716, 77.5946),
	IT: place("Italy", "Milan", "Lombardy", "20121", 45.4642, 9.19),
	JP: place("Japan", "Tokyo", "Tokyo", "100-0001", 35.6762, 139.6503),
	NG: place("Nigeria", "Lagos", "Lagos", "", 6.5244, 3.3792),
	NL: place(
		"Netherlands",
		"Amsterdam",
		"North Holland",
		"1012",
		52.3676,
		4.9041,
	),
	PL: place("Poland", "Warsaw", "Mazovia", "00-001", 52.2297, 21.0122),
	SE: place("Sweden", "Stockholm", "Stockholm", "111 29", 59.3293, 18.0686),
	SG: place("Singapore", "Singapore", "", "018956", 1.3521, 103.8198),
	UA: place("Ukraine", "Kyiv", "Kyiv City", "01001", 50.4501, 30.5234),
	US: place(
		"United States",
		"San Francisco",
		"California",
		"94105",
		37.7897,
		-122.3942,
	),
	VN: place("Vietnam", "Hanoi", "Hanoi", "", 21.0278, 105.8342),
};
