"""What `chairside doctor` looks at, one file per thing; docs/runbook.md tells what each line means."""
