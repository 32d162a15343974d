//! Bars as SVG, readable on light and on dark ground, without anything else.

use std::fmt::Write as _;

use super::figures::{Figure, Part, Unit};
use super::stats;
use super::targets;

const WIDTH: f64 = 860.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 90.0;
const BAR: f64 = 16.0;
const GAP: f64 = 14.0;
const HEAD: f64 = 34.0;

/// Where the bars are much longer than one another, powers of ten are equally far apart.
const LOGARITHMIC_FROM: f64 = 20.0;

/// Colours of the contenders in the order in which they come, each on light and on dark ground.
const COLOURS: [(&str, &str); 5] = [
    ("#1f6feb", "#58a6ff"),
    ("#8250df", "#bc8cff"),
    ("#bc4c00", "#f0883e"),
    ("#9a6700", "#d29922"),
    ("#57606a", "#8b949e"),
];

/// Draws the figures of a part that count the same.
pub fn draw(part: Part, unit: Unit, figures: &[&Figure]) -> Option<String> {
    let figures: Vec<(&Figure, f64)> = figures
        .iter()
        .filter(|figure| figure.unit == unit)
        .filter_map(|figure| Some((*figure, figure.spread()?.median)))
        .filter(|(_, median)| *median > 0.0)
        .collect();
    let scale = Scale::of(figures.iter().map(|(_, median)| *median))?;
    let mut whos: Vec<&str> = Vec::new();
    let mut whats: Vec<&str> = Vec::new();
    for (figure, _) in &figures {
        if !whos.contains(&figure.who.as_str()) {
            whos.push(&figure.who);
        }
        if !whats.contains(&figure.what.as_str()) {
            whats.push(&figure.what);
        }
    }
    let mut bars = String::new();
    let mut y = HEAD;
    for what in whats {
        let of: Vec<_> = figures
            .iter()
            .filter(|(figure, _)| figure.what == what)
            .collect();
        let top = y;
        for (figure, median) in &of {
            let colour =
                whos.iter().position(|who| *who == figure.who).unwrap_or(0) % COLOURS.len();
            let width = (scale.at(*median) - LEFT).max(1.0);
            let _ = writeln!(
                bars,
                r#"<rect class="c{colour}" x="{LEFT}" y="{y:.0}" width="{width:.1}" height="{:.0}" rx="2"/><text class="v" x="{:.1}" y="{:.0}">{}</text>"#,
                BAR - 3.0,
                LEFT + width + 5.0,
                y + BAR - 6.0,
                stats::number(*median)
            );
            y += BAR;
        }
        let middle = top + (y - top) / 2.0 + 2.0;
        let _ = writeln!(
            bars,
            r#"<text class="n" x="{}" y="{middle:.0}">{}</text>"#,
            LEFT - 10.0,
            escaped(what)
        );
        if let Some(target) = targets::of(part, what) {
            let x = scale.at(target.bound());
            let _ = writeln!(
                bars,
                r#"<line class="t" x1="{x:.1}" x2="{x:.1}" y1="{:.0}" y2="{:.0}"/>"#,
                top - 3.0,
                y
            );
        }
        y += GAP;
    }
    Some(whole(part, unit, &scale, &whos, y, &bars))
}

fn whole(part: Part, unit: Unit, scale: &Scale, whos: &[&str], bottom: f64, bars: &str) -> String {
    let height = bottom + 22.0;
    let title = escaped(&format!("{} ({})", part.title(), unit.sign()));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{title}\">\n{}<title>{title}</title>\n",
        style()
    );
    let _ = writeln!(
        svg,
        r#"<rect class="b" width="{WIDTH}" height="{height:.0}" rx="6"/>"#
    );
    let mut x = 12.0;
    for (at, who) in whos.iter().enumerate() {
        let _ = writeln!(
            svg,
            r#"<rect class="c{}" x="{x:.0}" y="6" width="10" height="10" rx="2"/><text class="k" x="{:.0}" y="15">{}</text>"#,
            at % COLOURS.len(),
            x + 14.0,
            escaped(who)
        );
        // Wide enough for the letters of common fonts.
        let letters = super::load::count(who.chars().count());
        x += 26.0 + letters * 6.1;
    }
    for tick in scale.ticks() {
        let x = scale.at(tick);
        let _ = writeln!(
            svg,
            r#"<line class="g" x1="{x:.1}" x2="{x:.1}" y1="{:.0}" y2="{bottom:.0}"/><text class="a" x="{x:.1}" y="{:.0}">{}</text>"#,
            HEAD - 6.0,
            bottom + 13.0,
            stats::number(tick)
        );
    }
    svg.push_str(bars);
    svg.push_str("</svg>\n");
    svg
}

/// With a ground of its own: what a page is painted with need not be what the reader's system prefers.
fn style() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    for (at, (on_light, on_dark)) in COLOURS.iter().enumerate() {
        let _ = write!(light, ".c{at}{{fill:{on_light}}}");
        let _ = write!(dark, ".c{at}{{fill:{on_dark}}}");
    }
    format!(
        "<style>.b{{fill:#ffffff}}text{{font:12px system-ui,sans-serif;fill:#24292f}}.n{{text-anchor:end}}.v,.k{{font-size:11px}}\
         .a{{font-size:10px;text-anchor:middle;fill:#57606a}}.g{{stroke:#d0d7de}}.t{{stroke:#cf222e;stroke-width:2}}{light}\
         @media (prefers-color-scheme:dark){{.b{{fill:#0d1117}}text{{fill:#e6edf3}}.a{{fill:#8b949e}}.g{{stroke:#30363d}}.t{{stroke:#ff7b72}}{dark}}}</style>\n"
    )
}

/// From numbers to places.
struct Scale {
    least: f64,
    most: f64,
    logarithmic: bool,
}

impl Scale {
    fn of(numbers: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let most = numbers.clone().max_by(f64::total_cmp)?;
        let least = numbers.min_by(f64::total_cmp)?;
        let logarithmic = most / least > LOGARITHMIC_FROM;
        Some(Self {
            // A power below the smallest, so that its bar is seen.
            least: if logarithmic {
                10_f64.powf((least / 1.5).log10().floor())
            } else {
                0.0
            },
            most,
            logarithmic,
        })
    }

    fn at(&self, number: f64) -> f64 {
        let part = if self.logarithmic {
            (number / self.least).log10() / (self.most / self.least).log10()
        } else {
            number / self.most
        };
        LEFT + part.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    /// Powers of ten, or a few round numbers.
    fn ticks(&self) -> Vec<f64> {
        if self.logarithmic {
            return std::iter::successors(Some(self.least), |tick| Some(tick * 10.0))
                .take_while(|tick| *tick <= self.most)
                .collect();
        }
        let rough = self.most / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|factor| factor * power)
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        std::iter::successors(Some(0.0), |tick| Some(tick + step))
            .take_while(|tick| *tick <= self.most)
            .collect()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(what: &str, who: &str, runs: &[f64]) -> Figure {
        Figure {
            part: Part::Pages,
            what: what.to_owned(),
            who: who.to_owned(),
            unit: Unit::PerSecond,
            runs: runs.to_vec(),
        }
    }

    #[test]
    fn every_figure_has_a_bar_and_each_thing_its_name_once() {
        let figures = [
            figure(
                "pages",
                "Integration Users, SQLite",
                &[900.0, 1100.0, 1000.0],
            ),
            figure("pages", "Django <admin>", &[40.0]),
            figure("others", "Django <admin>", &[]),
        ];
        let figures: Vec<&Figure> = figures.iter().collect();
        let svg = draw(Part::Pages, Unit::PerSecond, &figures).expect("a chart");
        assert_eq!(svg.matches(r#" height="13""#).count(), 2);
        assert_eq!(svg.matches(r#"class="n""#).count(), 1);
        assert_eq!(svg.matches(r#"class="t""#).count(), 1, "the target");
        assert!(svg.contains("prefers-color-scheme:dark"));
        assert!(svg.contains("Django &lt;admin&gt;") && !svg.contains("<admin>"));
        assert!(svg.contains(">1,000<"));
        assert_eq!(draw(Part::Pages, Unit::Millis, &figures), None);
    }

    #[test]
    fn what_is_far_apart_is_drawn_by_powers_of_ten() {
        let scale = Scale::of([2.0, 2_000.0].into_iter()).expect("numbers");
        assert_eq!(scale.ticks(), [1.0, 10.0, 100.0, 1_000.0]);
        assert!(scale.at(2.0) > LEFT && scale.at(2_000.0) <= WIDTH - RIGHT);
        let scale = Scale::of([2.0, 9.0].into_iter()).expect("numbers");
        assert_eq!(scale.ticks(), [0.0, 5.0]);
        assert!((scale.at(0.0) - LEFT).abs() < 0.01);
        assert!(Scale::of(std::iter::empty()).is_none());
    }
}
