module github.com/longhorn/longhorn-spdk-engine

go 1.26.0

require (
	github.com/longhorn/types v0.0.0-20260522011813-8f1780fad833
	google.golang.org/grpc v1.80.0
)
