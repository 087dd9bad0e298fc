"""The release's proofs in numbers: `make audit` measures them anew and writes them into docs/proofs.md."""
