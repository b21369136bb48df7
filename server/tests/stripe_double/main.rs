//! The double of Stripe, held to what Stripe publishes: its documented test data, its fixtures, and its own SDK as an independent client.

mod banks;
mod cards;
mod client;
mod events;
mod fixtures;

use std::path::Path;
use std::process::Command;

#[tokio::test]
async fn stripes_own_sdk_is_content() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    if !root.join("node_modules/stripe").exists() {
        eprintln!("skipped: npm has not installed Stripe's SDK");
        return;
    }
    let double = client::double().await;
    let url = double.url();
    let script = root.join("end2end/support/stripe-sdk.mjs");
    let run = tokio::task::spawn_blocking(move || Command::new("node").arg(script).arg(url).output());
    let output = run.await.expect("a thread").expect("node");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("every call went well"), "{said}");
}
