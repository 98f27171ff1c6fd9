// Plays a segment, from its first word to its last, when its button is pressed.
const voice = document.getElementById("voice");
let end = Infinity;

voice.addEventListener("timeupdate", () => {
  if (voice.currentTime >= end) {
    voice.pause();
    end = Infinity;
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".play");
  if (!button) return;
  voice.currentTime = Number(button.dataset.start);
  end = button.dataset.end ? Number(button.dataset.end) + 0.15 : Infinity;
  voice.play();
});
