import { z } from "zod";
import { choice } from "#app/forms/fields.ts";

export const READING_SETTINGS_COOKIE = "reading-settings";

export const COLOURS = ["device", "light", "dark", "contrast"] as const;
export const SIZES = ["standard", "large", "largest"] as const;
export const SPACINGS = ["standard", "wide"] as const;

const ReadingSettings = z.object({ colours: z.enum(COLOURS), size: z.enum(SIZES), spacing: z.enum(SPACINGS) });
export type ReadingSettings = z.infer<typeof ReadingSettings>;

export const AS_THE_DEVICE_HAS_IT: ReadingSettings = { colours: "device", size: "standard", spacing: "standard" };

/** What a reader chose, from the Cookie header. Anything else counts as no choice. */
export function readReadingSettings(cookies: string | null): ReadingSettings {
  const found = new RegExp(`(?:^|;\\s*)${READING_SETTINGS_COOKIE}=([a-z.]+)`).exec(cookies ?? "");
  const [colours, size, spacing] = (found?.[1] ?? "").split(".");
  const read = ReadingSettings.safeParse({ colours, size, spacing });
  return read.success ? read.data : AS_THE_DEVICE_HAS_IT;
}

const NOT_A_CHOICE = "Choose one of the settings shown";

/** The form that saves them. `back` is where the reader came from. */
export const ReadingSettingsForm = z.object({
  colours: choice(COLOURS, NOT_A_CHOICE),
  size: choice(SIZES, NOT_A_CHOICE),
  spacing: choice(SPACINGS, NOT_A_CHOICE),
  back: z.string().optional(),
});

const A_YEAR = 31_536_000;

/** The Set-Cookie header that keeps a choice. The plain choice is kept by keeping nothing. */
export function readingSettingsCookie(settings: ReadingSettings, secure: boolean): string {
  const plain = Object.entries(AS_THE_DEVICE_HAS_IT).every(
    ([key, value]) => settings[key as keyof ReadingSettings] === value,
  );
  const value = plain ? "" : `${settings.colours}.${settings.size}.${settings.spacing}`;
  const parts = [
    `${READING_SETTINGS_COOKIE}=${value}`,
    "Path=/",
    `Max-Age=${plain ? 0 : A_YEAR}`,
    "SameSite=Lax",
    "HttpOnly",
  ];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}
