/** Tokens of the look. Colours are variables so that light and dark swap in one place: style/main.css. */
const token = (name) => `var(--${name})`;

export default {
  content: ["./app/src/**/*.rs"],
  theme: {
    colors: Object.fromEntries(
      ["ground", "surface", "sunk", "ink", "soft", "line", "pine", "on-pine", "mint", "coral", "blush", "amber", "honey"].map((name) => [name, token(name)]),
    ),
    borderRadius: { card: "18px", button: "14px", pill: "99px", field: "12px" },
    fontFamily: { sans: ["Figtree", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"] },
  },
};
