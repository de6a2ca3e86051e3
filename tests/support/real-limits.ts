/** Settings of a house with the limits of a real one, behind a proxy that says who sends. */
export const REAL_LIMITS: Record<string, string> = {
  TRUSTED_PROXIES: "127.0.0.1",
  LIMIT_CHECKOUTS_A_MINUTE: "",
  LIMIT_CHECKOUTS_A_DAY: "",
  LIMIT_CHECKOUTS_A_MINUTE_IN_ALL: "",
  LIMIT_FORMS_TIMES: "",
};
