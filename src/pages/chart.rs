//! Charts as SVG that the server draws: bars are links, print sharp, and stand beside a table with the same numbers.
//! Coordinates are whole numbers; a value is scaled once, by the largest.

use askama::Template;
use askama::filters::HtmlSafe;

/// The width of the plane in which values are drawn.
const WIDTH: i64 = 600;
/// A bar and the room around it.
const ROW: i64 = 26;
/// Where bars begin, right of their labels.
const LEFT: i64 = 150;
/// The room right of the longest bar, for its number.
const RIGHT: i64 = 120;
/// The height of lines and waterfalls.
const HEIGHT: i64 = 200;

/// A value of a chart.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// What it is of.
    pub label: String,
    /// How much, in any whole unit.
    pub value: i64,
    /// The same as people read it.
    pub shown: String,
    /// Its rows; may be empty.
    pub href: String,
    /// `ok`, `wait`, `bad`, `info` or empty.
    pub tone: &'static str,
}

/// What every chart says beside its picture.
#[derive(Clone, Debug, Default)]
pub struct Caption {
    /// What the chart shows.
    pub title: String,
    /// The header of the labels.
    pub label: String,
    /// The header of the values.
    pub value: String,
    /// What opens the table.
    pub as_table: String,
}

/// Bars from the left, one a line, in their order: `{{ bars }}` draws them with their table.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/bars.html")]
pub struct Bars {
    caption: Caption,
    rows: Vec<Bar>,
    height: i64,
    points: Vec<Point>,
}

#[derive(Clone, Debug)]
struct Bar {
    point: Point,
    y: i64,
    text_y: i64,
    width: i64,
    end: i64,
}

impl HtmlSafe for Bars {}

impl Bars {
    /// Bars of values that are not negative.
    pub fn new(caption: Caption, points: Vec<Point>) -> Self {
        let most = points.iter().map(|point| point.value).max().unwrap_or_default();
        let bar = |(row, point): (i64, &Point)| {
            let width = scaled(point.value, most, WIDTH - LEFT - RIGHT);
            let y = row * ROW;
            Bar { point: point.clone(), y: y + 4, text_y: y + 18, width, end: LEFT + width + 6 }
        };
        let rows: Vec<Bar> = (0..).zip(&points).map(bar).collect();
        let height = ROW * i64::try_from(rows.len()).unwrap_or_default() + 4;
        Self { caption, rows, height, points }
    }
}

/// From a first sum through what is added and taken away to a last one: `{{ waterfall }}` draws it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/waterfall.html")]
pub struct Waterfall {
    caption: Caption,
    steps: Vec<Step>,
    width: i64,
    points: Vec<Point>,
}

#[derive(Clone, Debug)]
struct Step {
    point: Point,
    x: i64,
    middle: i64,
    y: i64,
    height: i64,
    text_y: i64,
}

impl HtmlSafe for Waterfall {}

/// A column and the room around it.
const COLUMN: i64 = 110;

impl Waterfall {
    /// The first and last value stand on the ground; what is between is added to the sum before it, or taken away.
    pub fn new(caption: Caption, points: Vec<Point>) -> Self {
        let end = points.len().saturating_sub(1);
        let mut sum = 0_i64;
        let mut spans = Vec::new();
        for (index, point) in points.iter().enumerate() {
            if index == 0 || index == end {
                sum = point.value;
                spans.push((0.min(sum), sum.max(0)));
            } else {
                let before = sum;
                sum = sum.saturating_add(point.value);
                spans.push((before.min(sum), before.max(sum)));
            }
        }
        let most = spans.iter().map(|span| span.1).max().unwrap_or_default();
        let lowest = spans.iter().map(|span| span.0).min().unwrap_or_default();
        let whole = most.saturating_sub(lowest);
        let step = |(index, (point, (low, high))): (i64, (&Point, (i64, i64)))| {
            let top = scaled(most.saturating_sub(high), whole, HEIGHT) + 20;
            let height = scaled(high.saturating_sub(low), whole, HEIGHT).max(1);
            let x = index * COLUMN + 10;
            Step { point: point.clone(), x, middle: x + (COLUMN - 20) / 2, y: top, height, text_y: top - 6 }
        };
        let steps: Vec<Step> = (0..).zip(points.iter().zip(spans)).map(step).collect();
        let width = COLUMN * i64::try_from(steps.len()).unwrap_or_default();
        Self { caption, steps, width, points }
    }
}

/// One line over a run of months: `{{ line }}` draws it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/line.html")]
pub struct Line {
    caption: Caption,
    marks: Vec<Mark>,
    path: String,
    points: Vec<Point>,
}

#[derive(Clone, Debug)]
struct Mark {
    point: Point,
    x: i64,
    y: i64,
}

impl HtmlSafe for Line {}

impl Line {
    /// A line of values that are not negative.
    pub fn new(caption: Caption, points: Vec<Point>) -> Self {
        let most = points.iter().map(|point| point.value).max().unwrap_or_default();
        let gaps = i64::try_from(points.len().saturating_sub(1)).unwrap_or_default();
        let mark = |(index, point): (i64, &Point)| Mark {
            point: point.clone(),
            x: 30 + scaled(index, gaps, WIDTH - 60),
            y: 20 + HEIGHT - scaled(point.value, most, HEIGHT),
        };
        let marks: Vec<Mark> = (0..).zip(&points).map(mark).collect();
        let path: Vec<String> = marks.iter().map(|mark| format!("{},{}", mark.x, mark.y)).collect();
        Self { caption, marks, path: path.join(" "), points }
    }
}

/// A value of a whole as so much of a length.
fn scaled(value: i64, whole: i64, length: i64) -> i64 {
    let scaled = i128::from(value.max(0)) * i128::from(length) / i128::from(whole.max(1));
    i64::try_from(scaled).unwrap_or(length).min(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[i64]) -> Vec<Point> {
        let point =
            |value: &i64| Point { label: "A".into(), value: *value, shown: value.to_string(), ..Point::default() };
        values.iter().map(point).collect()
    }

    #[test]
    fn bars_are_as_long_as_their_share_of_the_longest() {
        let bars = Bars::new(Caption::default(), points(&[100, 50, 0]));
        let widths: Vec<i64> = bars.rows.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [330, 165, 0]);
    }

    #[test]
    fn a_waterfall_goes_down_from_the_first_sum_to_the_last() {
        let drawn = Waterfall::new(Caption::default(), points(&[100, -20, -30, 50]));
        let spans: Vec<(i64, i64)> = drawn.steps.iter().map(|step| (step.y, step.height)).collect();
        assert_eq!(spans, [(20, 200), (20, 40), (60, 60), (120, 100)]);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(Line::new(Caption::default(), Vec::new()).path, "");
        assert_eq!(scaled(i64::MAX, i64::MAX, 10), 10);
    }
}
