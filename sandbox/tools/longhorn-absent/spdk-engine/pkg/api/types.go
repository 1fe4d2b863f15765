// Package api holds the shapes that the absent v2 data engine would answer with: the fields that
// callers read, no more.
package api

import "github.com/longhorn/longhorn-spdk-engine/pkg/types"

type Replica struct {
	Name, UUID, State, ErrorMsg, LvsName, LvsUUID string
	SpecSize, ActualSize                          uint64
	PortStart, PortEnd                            int32
}

type Lvol struct {
	Name, Parent, CreationTime, SnapshotTimestamp string
	Children                                      map[string]bool
	UserCreated                                   bool
	ActualSize                                    uint64
}

type Engine struct {
	Name, UUID, State, ErrorMsg, Endpoint, Frontend string
	LastExpansionError, LastExpansionFailedAt       string
	Port, SnapshotMaxCount                          int32
	SpecSize                                        uint64
	IsExpanding                                     bool
	ReplicaAddressMap                               map[string]string
	ReplicaModeMap                                  map[string]types.Mode
	Snapshots                                       map[string]*Lvol
	Head                                            *Lvol
}

type Path struct {
	TargetIP, EngineName, NQN, NGUID, ANAState string
	TargetPort                                 int32
}

type EngineFrontend struct {
	Name, UUID, State, ErrorMsg, EngineName, Endpoint, Frontend string
	ActivePath, PreferredPath                                   string
	LastExpansionError, LastExpansionFailedAt                   string
	TargetPort, UblkID                                          int32
	SpecSize                                                    uint64
	IsExpanding                                                 bool
	Paths                                                       []*Path
}

type BackingImage struct {
	Name, BackingImageUUID, LvsUUID, ExpectedChecksum, CurrentChecksum, State, ErrorMsg string
	Size                                                                                uint64
	Progress                                                                            int32
}

type ReplicaSnapshotCloneDstStatus struct {
	IsCloning                                bool
	SrcReplicaName, SrcReplicaAddress, State string
	SnapshotName, Error                      string
	Progress                                 uint32
}

type ShallowCopy struct {
	Error, TotalState, SrcReplicaAddress string
	TotalProgress                        uint32
}

type Metrics struct {
	ReadThroughput, WriteThroughput, ReadLatency, WriteLatency, ReadIOPS, WriteIOPS uint64
}
