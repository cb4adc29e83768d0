//! The inputs of the benchmark. bench/workload.cpp makes the same bytes.

use uuid::Uuid;

const WORDS: &str = "the agent looked at the report, found two numbers that \
did not agree, asked the source again and wrote down what it was told; ";

/// Fills `{head}{words}{tail}` up to `size` bytes.
fn padded(head: &str, tail: &str, from: usize, size: usize) -> String {
    let mut text = String::with_capacity(size);
    text.push_str(head);
    let fill = size - head.len() - tail.len();
    let words = WORDS.as_bytes();
    for k in 0..fill {
        text.push(words[(from + k) % words.len()] as char);
    }
    text.push_str(tail);
    text
}

/// SplitMix64: spreads a counter over 64 bits.
pub fn mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

pub fn name(i: usize) -> String {
    format!("var_{i:06}")
}

/// A JSON object of 100 bytes; another one for each (i, round).
pub fn object(i: usize, round: usize) -> String {
    let id = 1_000_000 + mix((i as u64) << 32 | round as u64) % 9_000_000;
    let head = format!("{{\"id\":{id},\"note\":\"");
    let tail =
        format!("\",\"ok\":{},\"score\":{}.125}}", id % 2 == 0, 10 + id % 90);
    padded(&head, &tail, i % 50, 100)
}

/// A JSON object of 500 bytes.
pub fn message(i: usize) -> String {
    let role = if i % 2 == 0 { "user" } else { "assistant" };
    padded(
        &format!("{{\"content\":\"{i}: "),
        &format!("\",\"role\":\"{role}\"}}"),
        i % 50,
        500,
    )
}

/// What a node gave: a JSON object of 868 bytes, which makes its whole result
/// in the base form 1,000 bytes.
pub fn output(i: usize) -> String {
    padded(
        &format!("{{\"output\":\"{i}: "),
        &format!("\",\"step\":{i}}}"),
        i % 50,
        868,
    )
}

/// The id of a node, in no order.
pub fn node(i: usize) -> Uuid {
    let high = mix(2 * i as u64) as u128;
    let low = mix(2 * i as u64 + 1) as u128;
    uuid::Builder::from_random_bytes((high << 64 | low).to_be_bytes())
        .into_uuid()
}

/// `count` changes of a state of `variables`, spread over it: name and text.
pub fn changes(
    variables: usize,
    count: usize,
    round: usize,
) -> Vec<(String, String)> {
    (0..count)
        .map(|k| {
            let i = mix((round * count + k) as u64) as usize % variables;
            (name(i), object(i, round * count + k + 1))
        })
        .collect()
}

/// What an agent does in one step.
pub struct AgentStep {
    pub variables: Vec<(String, String)>,
    pub message: String,
    pub node: Uuid,
    pub output: String,
}

pub fn agent_steps(count: usize) -> Vec<AgentStep> {
    (0..count)
        .map(|i| AgentStep {
            variables: (3 * i..3 * i + 3)
                .map(|k| (name(k), object(k, 0)))
                .collect(),
            message: message(i),
            node: node(i),
            output: output(i),
        })
        .collect()
}
