"""The directory of services that help: by place and need, in and out as files."""
