// On the family's page: whether this device still has a recording that nobody has finished.
import { recordings } from "memoire/recorder/keeping";

const place = document.querySelector("[data-waiting]");
const { user, family } = place.dataset;

try {
  const left = (await recordings()).filter((each) => each.user === user && each.family === family);
  place.hidden = !left.length;
} catch (error) {
  console.warn("What this device has cannot be read.", error);
}
