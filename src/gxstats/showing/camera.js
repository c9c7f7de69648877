// A chart as a picture, made by the reader's own browser with the reader's own letters; nothing leaves the machine.
const NS = "http://www.w3.org/2000/svg"
const MARGIN = 16

// a text in lines no wider than `width`; Chinese breaks anywhere, other words at spaces
function lines(text, font, width) {
  const pen = document.createElement("canvas").getContext("2d")
  pen.font = font
  const found = [""]
  for (const piece of text.match(/[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*|\s+/g) || []) {
    if (found[found.length - 1] && pen.measureText(found[found.length - 1] + piece.trimEnd()).width > width) found.push("")
    found[found.length - 1] += piece
  }
  return found
}

function composed(plot, data) {
  const style = getComputedStyle(plot.closest("[class*='st-key-card_']"))
  const family = getComputedStyle(plot.querySelector("text") || plot).fontFamily
  const ink = style.color
  const ground = getComputedStyle(document.querySelector(".stApp")).backgroundColor
  const width = plot.clientWidth + 2 * MARGIN
  const picture = document.createElementNS(NS, "svg")
  picture.setAttribute("xmlns", NS)
  picture.style.fontFamily = family
  let y = MARGIN
  const write = (text, size, weight, opacity) => {
    for (const line of lines(text, `${weight} ${size}px ${family}`, width - 2 * MARGIN)) {
      y += Math.round(size * 1.35)
      const made = document.createElementNS(NS, "text")
      for (const [name, value] of Object.entries({ x: MARGIN, y, "font-size": size, "font-weight": weight, fill: ink,
        "fill-opacity": opacity, "font-family": family })) made.setAttribute(name, value)
      made.textContent = line
      picture.append(made)
    }
  }
  write(data.title, 16, 600, 1)
  if (data.caption) write(data.caption, 12, 400, 0.75)
  y += 8
  for (const layer of plot.querySelectorAll("svg.main-svg")) {
    const copy = layer.cloneNode(true)
    copy.querySelectorAll(".hoverlayer > *, .zoomlayer > *").forEach((part) => part.remove())
    copy.setAttribute("x", MARGIN)
    copy.setAttribute("y", y)
    copy.setAttribute("overflow", "visible")
    copy.removeAttribute("class")
    copy.style.background = "transparent"
    picture.append(copy)
  }
  y += plot.clientHeight
  write(data.footer, 10, 400, 0.75)
  const height = y + MARGIN
  const box = document.createElementNS(NS, "rect")
  for (const [name, value] of Object.entries({ width, height, fill: ground })) box.setAttribute(name, value)
  picture.prepend(box)
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) picture.setAttribute(name, value)
  return { text: new XMLSerializer().serializeToString(picture), width, height }
}

function save(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

function take(kind, card, data) {
  const plot = card.querySelector(".js-plotly-plot")
  if (!plot) return
  const made = composed(plot, data)
  const blob = new Blob([made.text], { type: "image/svg+xml;charset=utf-8" })
  const name = data.title.replace(/[\\/:*?"<>|]/g, " ").trim()
  if (kind === "svg") return save(blob, `${name}.svg`)
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = made.width * 2
    canvas.height = made.height * 2
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((png) => save(png, `${name}.png`), "image/png")
    URL.revokeObjectURL(image.src)
  }
  image.src = URL.createObjectURL(blob)
}

export default function ({ data, parentElement }) {
  const card = parentElement.closest("[class*='st-key-card_']")
  for (const button of parentElement.querySelectorAll("button")) {
    button.title = data.help
    button.setAttribute("aria-label", `${button.textContent}: ${data.title}`)
    button.onclick = () => take(button.dataset.kind, card, data)
  }
}
