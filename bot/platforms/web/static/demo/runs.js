// Asks for runs and tells how they go.

// Yields the states of a run up to its end; aborting the signal cancels it.
export async function* watch(demo, values, signal) {
  const query = new URLSearchParams({ ...values, lang: demo.language });
  const response = await fetch(`/d/${demo.name}/runs?${query}`, { method: "POST", signal });
  if (!response.ok) throw new Error(String(response.status));
  let text = "";
  for await (const part of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
    const events = (text + part).split(/\r?\n\r?\n/);
    text = events.pop();
    for (const event of events) {
      const data = event.split(/\r?\n/).filter((row) => row.startsWith("data:")).map((row) => row.slice(5).trim());
      if (data.length) yield JSON.parse(data.join("\n"));
    }
  }
}

// Safari's streams can't be looped over yet.
async function* chunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

// Returns null where there is no such result; one that cannot be had now is an error.
export async function finished(demo, job) {
  const response = await fetch(`/d/${demo.name}/jobs/${job}?lang=${demo.language}`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// Returns what a browser can draw of each picture, and null for the others.
export async function figures(demo, run) {
  return Promise.all(run.plots.map((name) => (name ? json(`/d/${demo.name}/jobs/${run.job}/plots/${name}`) : null)));
}

export async function code(demo, job) {
  const response = await fetch(`/d/${demo.name}/jobs/${job}/code`);
  return response.ok ? response.text() : "";
}

export async function recent(demo) {
  return (await json(`/d/${demo.name}/recent?lang=${demo.language}`)) ?? [];
}

async function json(path) {
  const response = await fetch(path);
  return response.ok ? response.json() : null;
}
