//! The work of bench/figures_*.cpp done with the crate oxify-model, release
//! build. Prints one JSON line a figure: {"name", "value", "unit"}.

mod counting;
mod workload;

use chrono::Utc;
use counting::{held, Counting};
use oxify_model::execution::{
    ExecutionContext, ExecutionResult, NodeExecutionResult,
};
use oxify_model::rollback::RollbackManager;
use serde_json::Value;
use std::hint::black_box;
use std::time::Instant;
use uuid::Uuid;
use workload::{agent_steps, changes, mix, name, node, object, AgentStep};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn print(name: &str, value: f64, unit: &str) {
    println!(
        "{{\"name\":\"{name}\",\"value\":{value:.4},\"unit\":\"{unit}\"}}"
    );
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("the workload is JSON")
}

fn set_all(ctx: &mut ExecutionContext, changes: &[(String, String)]) {
    for (name, text) in changes {
        ctx.set_variable(name.clone(), parse(text));
    }
}

fn context(variables: usize) -> ExecutionContext {
    let mut ctx = ExecutionContext::new(Uuid::new_v4());
    for i in 0..variables {
        ctx.set_variable(name(i), parse(&object(i, 0)));
    }
    ctx
}

fn create_snapshot(variables: usize, samples: usize, batch: usize) {
    let ctx = context(variables);
    let mut manager = RollbackManager::new(10);
    for _ in 0..10 {
        manager.create_snapshot(&ctx);
    }
    let mut times = Vec::new();
    for _ in 0..samples {
        let start = Instant::now();
        for _ in 0..batch {
            black_box(manager.create_snapshot(&ctx));
        }
        times.push(start.elapsed().as_nanos() as f64 / batch as f64);
    }
    print(&format!("snapshot/{variables}"), median(times), "ns");
}

fn rollback(variables: usize, samples: usize) {
    let mut ctx = context(variables);
    let mut manager = RollbackManager::new(10);
    manager.create_snapshot(&ctx);
    let mut times = Vec::new();
    for round in 0..samples {
        set_all(&mut ctx, &changes(variables, 10, round));
        let start = Instant::now();
        black_box(manager.rollback(&mut ctx));
        times.push(start.elapsed().as_nanos() as f64 / 1000.0);
    }
    print(&format!("rollback/{variables}"), median(times), "us");
}

fn set_variable(variables: usize) {
    const BATCH: usize = 10_000;
    let mut ctx = context(variables);
    let mut times = Vec::new();
    for round in 0..25 {
        let inputs = changes(variables, BATCH, round);
        let start = Instant::now();
        set_all(&mut ctx, &inputs);
        times.push(start.elapsed().as_nanos() as f64 / BATCH as f64);
    }
    print(&format!("set_variable/{variables}"), median(times), "ns");
}

fn held_snapshot() {
    const VARIABLES: usize = 10_000;
    const SNAPSHOTS: usize = 10;
    let mut ctx = context(VARIABLES);
    let mut manager = RollbackManager::new(usize::MAX);
    manager.create_snapshot(&ctx);
    let inputs: Vec<_> = (0..SNAPSHOTS)
        .map(|round| changes(VARIABLES, 10, round))
        .collect();
    let (bytes, _) = held(|| {
        for input in &inputs {
            set_all(&mut ctx, input);
            manager.create_snapshot(&ctx);
        }
    });
    print("held_snapshot/10000", bytes / SNAPSHOTS as f64, "B");
}

/// What one run of an agent leaves behind: each step sets three variables of
/// its own, appends a message, records a result and takes a snapshot.
fn agent_run(steps: &[AgentStep]) -> (ExecutionContext, RollbackManager) {
    let mut ctx = ExecutionContext::new(Uuid::new_v4());
    let mut manager = RollbackManager::new(usize::MAX);
    ctx.set_variable("messages".to_string(), Value::Array(Vec::new()));
    for step in steps {
        set_all(&mut ctx, &step.variables);
        if let Some(Value::Array(list)) = ctx.variables.get_mut("messages") {
            list.push(parse(&step.message));
        }
        let result = NodeExecutionResult {
            started_at: Utc::now(),
            completed_at: Some(Utc::now()),
            result: ExecutionResult::Success(parse(&step.output)),
            retry_count: 0,
            metrics: None,
        };
        ctx.record_node_result(step.node, result);
        manager.create_snapshot(&ctx);
    }
    (ctx, manager)
}

fn agent() {
    let steps = agent_steps(1_000);
    let mut times = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        let run = agent_run(&steps);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        drop(run);
    }
    print("agent_run/time", median(times), "ms");
    let (_, peak) = held(|| drop(agent_run(&steps)));
    print("agent_run/peak", peak / 1_048_576.0, "MiB");
}

fn long_run() {
    const VARIABLES: usize = 1_000;
    let mut ctx = context(VARIABLES);
    let mut manager = RollbackManager::new(10).with_auto_snapshot(5);
    let inputs = changes(VARIABLES, 100_000, 0);
    let nodes: Vec<Uuid> = (0..1_000).map(node).collect();
    let start = Instant::now();
    for (step, (name, text)) in inputs.iter().enumerate() {
        ctx.set_variable(name.clone(), parse(text));
        black_box(manager.on_node_execute(&ctx, nodes[step % 1_000]));
    }
    print("long_run", start.elapsed().as_secs_f64(), "s");
}

fn state_json() {
    let ctx = context(100_000);
    let (mut write, mut read) = (Vec::new(), Vec::new());
    let text = serde_json::to_string(&ctx).expect("it can be written");
    for _ in 0..7 {
        let start = Instant::now();
        black_box(serde_json::to_string(&ctx).expect("as above"));
        write.push(start.elapsed().as_secs_f64() * 1000.0);
        let start = Instant::now();
        let back: ExecutionContext =
            serde_json::from_str(&text).expect("it was written so");
        read.push(start.elapsed().as_secs_f64() * 1000.0);
        drop(back);
    }
    print("state_write/100000", median(write), "ms");
    print("state_read/100000", median(read), "ms");
}

fn look_up(snapshots: usize) {
    let ctx = context(0);
    let mut manager = RollbackManager::new(usize::MAX);
    let ids: Vec<Uuid> = (0..snapshots)
        .map(|_| manager.create_snapshot(&ctx))
        .collect();
    let wanted: Vec<Uuid> = (0..1_000)
        .map(|k| ids[mix(k) as usize % snapshots])
        .collect();
    let mut times = Vec::new();
    for _ in 0..25 {
        let start = Instant::now();
        for id in &wanted {
            black_box(manager.get_snapshot(*id));
        }
        times.push(start.elapsed().as_nanos() as f64 / wanted.len() as f64);
    }
    print(&format!("look_up/{snapshots}"), median(times), "ns");
}

fn main() {
    create_snapshot(10, 101, 1_000);
    create_snapshot(1_000, 101, 10);
    create_snapshot(100_000, 11, 1);
    rollback(10, 1_001);
    rollback(1_000, 201);
    rollback(100_000, 11);
    for variables in [10, 1_000, 10_000] {
        set_variable(variables);
    }
    held_snapshot();
    agent();
    long_run();
    state_json();
    look_up(1_000);
    look_up(100_000);
}
