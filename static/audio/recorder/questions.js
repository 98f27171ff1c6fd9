// The questions of a family, one after the other; or none.
const all = JSON.parse(document.getElementById("questions").textContent);

export class Questions {
  at = 0;
  isFree = !all.length;

  get shown() {
    return this.isFree ? null : all[this.at];
  }

  get isOnly() {
    return all.length < (this.isFree ? 1 : 2);
  }

  // The one to offer after this one; null where there is no other.
  get following() {
    return all.length > 1 ? all[(this.at + 1) % all.length] : null;
  }

  next() {
    this.at = this.isFree ? this.at : (this.at + 1) % all.length;
    this.isFree = false;
    return this.shown;
  }

  skip() {
    this.isFree = true;
  }

  // The one that a recording was about when it stopped.
  goBackTo({ prompt, text }) {
    const found = all.findIndex((each) => (prompt ? each.id === prompt : each.text === text));
    this.isFree = false;
    this.at = found >= 0 ? found : all.push({ id: prompt, text }) - 1;
  }
}
