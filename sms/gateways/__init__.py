"""One file a gateway, each turning one provider's request into an `Inbound`; `base` holds the contract."""
