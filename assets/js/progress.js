// Long work that goes on elsewhere: its bar moves, and the page is asked for anew when a step is over.
const BACKGROUND = { "X-Background": "1", Accept: "application/json" };
const EVERY = 1500;

async function look(place) {
  try {
    const response = await fetch(place.dataset.progress, { headers: BACKGROUND, redirect: "manual" });
    if (response.ok) {
      const { state, done, total } = await response.json();
      if (state !== place.dataset.progressState) return location.reload();
      show(place, done, total);
    }
  } catch {
    // The next look may find it again; the link below the bar works as well.
  }
  setTimeout(() => look(place), EVERY);
}

function show(place, done, total) {
  if (!total) return;
  const bar = place.querySelector("progress");
  bar.max = total;
  bar.value = done;
  place.querySelector("[data-progress-text]").textContent = place.dataset.progressWords
    .replace("{done}", done.toLocaleString())
    .replace("{total}", total.toLocaleString());
}

export function bindProgress() {
  for (const place of document.querySelectorAll("[data-progress]")) setTimeout(() => look(place), EVERY);
}
