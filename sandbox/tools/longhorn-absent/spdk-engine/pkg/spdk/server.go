// Package spdk is the server side of the absent v2 data engine.
package spdk

import (
	"context"
	"errors"

	"github.com/longhorn/types/pkg/generated/spdkrpc"
)

// DiskState is written into the configuration of v1 disks too.
type DiskState string

const DiskStateReady = DiskState("ready")

// Server answers every call with "unimplemented".
type Server struct {
	spdkrpc.UnimplementedSPDKServiceServer
}

// NewServer refuses: with --spdk-enabled there would be nothing behind it.
func NewServer(context.Context, int32, int32) (*Server, error) {
	return nil, errors.New("the v2 data engine is not in this build")
}
