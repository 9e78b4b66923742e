// Attributes of logins and logouts.

import type { AttributeDescriptions } from "./attribute.ts";

export const LOGIN: AttributeDescriptions = {
	"salesforce.login.status": {
		brief:
			"Result of the login: Salesforce's code; the text where several codes share one",
		example: "LOGIN_NO_ERROR",
	},
	"salesforce.login.status_code": {
		brief: "The code, where the text stands for several",
		example: "LOGIN_SAML_INVALID_SIGNATURE",
	},
	"salesforce.login.type": {
		brief: "How the user logged in",
		example: "Remote Access 2.0",
	},
	"salesforce.login.sub_type": {
		brief: "The flow of an OAuth login, and the like",
		example: "OAuth Username-Password",
	},
	"salesforce.login.url": {
		brief: "Login page",
		example: "login.salesforce.com",
	},
	"salesforce.login.auth.method_reference": {
		brief:
			"How an identity provider authenticated the user (OpenID Connect `amr`)",
		example: "mfa",
	},
	"salesforce.login.auth.service_id": {
		brief: "Authentication service of a SAML or OAuth login",
		example: "0LE5j00000AT6I1GAL",
	},
	"salesforce.login.auth.api_token": {
		brief: "Whether an API token was used; else a password was",
		example: true,
	},
	"salesforce.login.tls_protocol": {
		brief: "A TLS version in a form that is not known",
		example: "QUIC",
	},
	"salesforce.login.application": {
		brief: "Application that was used",
		example: "Browser",
	},
	"salesforce.login.history_id": {
		brief: "Row of LoginHistory",
		example: "0Ya5j00000AT6I1GAL",
	},
	"salesforce.login.geo_id": {
		brief: "Row of LoginGeo",
		example: "04F5j00000AT6I1GAL",
	},
	"salesforce.login.additional_info": {
		brief: "JSON of what the login carried besides",
		example: '{"correlation":"42"}',
	},
	"salesforce.network.id": {
		brief: "Experience Cloud site",
		example: "0DB5j00000AT6I1GAL",
	},
	"salesforce.geo.country": {
		brief: "Country of the client's address, by name",
		example: "Germany",
	},
	"salesforce.geo.subdivision": {
		brief: "State or province of the client's address",
		example: "Bavaria",
	},
	"salesforce.geo.client": {
		brief: "Country and state of the client",
		example: "United States/California",
	},
	"salesforce.logout.user_initiated": {
		brief: "Whether the user logged out; else the session ran out or was ended",
		example: true,
	},
	"salesforce.logout.app_type": {
		brief: "Application that the session belonged to",
		example: "SFDC Application",
	},
	"salesforce.logout.platform_type": {
		brief: "Platform of the client",
		example: "Windows 10",
	},
	"salesforce.logout.resolution_type": {
		brief: "Salesforce's code of the screen's resolution",
		example: "1007",
	},
	"salesforce.delegated_user.id": {
		brief: "Who acted as the user",
		example: "0055j00000AT6I2AAL",
	},
	"salesforce.delegated_user.name": {
		brief: "Username of who acted as the user",
		example: "admin@example.com",
	},
	"salesforce.delegated_user.organization_id": {
		brief: "Org of who acted as the user",
		example: "00D5j00000DgAYGEA3",
	},
	"salesforce.login_as.category": {
		brief: "Who may act: an administrator, or a user of a site",
		example: "OrgAdmin",
	},
	"salesforce.login_as.target_url": {
		brief: "Where the login led, without secrets",
		example: "/home/home.jsp",
	},
};
