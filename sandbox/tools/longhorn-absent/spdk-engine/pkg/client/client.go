// Package client is that of the absent v2 data engine: it can be made and closed, and refuses all else.
package client

import (
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/longhorn/longhorn-spdk-engine/pkg/api"
	"github.com/longhorn/types/pkg/generated/spdkrpc"
)

var errAbsent = status.Error(codes.Unimplemented, "the v2 data engine is not in this build")

type SPDKClient struct{}

type BackupCreateRequest struct {
	BackupName, SnapshotName, VolumeName, EngineName, BackupTarget, StorageClassName string
	BackingImageName, BackingImageChecksum, CompressionMethod                        string
	ConcurrentLimit                                                                  int32
	Labels                                                                           []string
	Credential                                                                       map[string]string
}

type BackupRestoreRequest struct {
	BackupUrl, EngineName string
	Credential            map[string]string
	ConcurrentLimit       int32
}

// Watch never has news.
type Watch struct{}

func (Watch) Recv() (any, error) { return nil, errAbsent }

// NewSPDKClient does not fail: the instance manager makes one even where only v1 is used.
func NewSPDKClient(string) (*SPDKClient, error) { return &SPDKClient{}, nil }

func (*SPDKClient) Close() error { return nil }

func (*SPDKClient) EngineDelete(...any) error                                { return errAbsent }
func (*SPDKClient) EngineFrontendDelete(...any) error                        { return errAbsent }
func (*SPDKClient) ReplicaDelete(...any) error                               { return errAbsent }
func (*SPDKClient) EngineFrontendSuspend(...any) error                       { return errAbsent }
func (*SPDKClient) EngineFrontendResume(...any) error                        { return errAbsent }
func (*SPDKClient) EngineFrontendSwitchOver(...any) error                    { return errAbsent }
func (*SPDKClient) EngineDeleteTarget(...any) error                          { return errAbsent }
func (*SPDKClient) LogSetLevel(...any) error                                 { return errAbsent }
func (*SPDKClient) LogSetFlags(...any) error                                 { return errAbsent }
func (*SPDKClient) DiskDelete(...any) error                                  { return errAbsent }
func (*SPDKClient) BackingImageDelete(...any) error                          { return errAbsent }
func (*SPDKClient) EngineFrontendReplicaAdd(...any) error                    { return errAbsent }
func (*SPDKClient) EngineReplicaDelete(...any) error                         { return errAbsent }
func (*SPDKClient) EngineSnapshotClone(...any) error                         { return errAbsent }
func (*SPDKClient) EngineFrontendSnapshotRevert(...any) error                { return errAbsent }
func (*SPDKClient) EngineFrontendSnapshotPurge(...any) error                 { return errAbsent }
func (*SPDKClient) EngineFrontendSnapshotDelete(...any) error                { return errAbsent }
func (*SPDKClient) EngineSnapshotHash(...any) error                          { return errAbsent }
func (*SPDKClient) EngineFrontendExpand(...any) error                        { return errAbsent }
func (*SPDKClient) EngineSnapshotMaxCountSet(...any) error                   { return errAbsent }
func (*SPDKClient) EngineBackupRestore(...any) error                         { return errAbsent }
func (*SPDKClient) ReplicaRebuildingDstSetQosLimit(...any) error             { return errAbsent }
func (*SPDKClient) EngineCreate(...any) (*api.Engine, error)                 { return nil, errAbsent }
func (*SPDKClient) EngineGet(...any) (*api.Engine, error)                    { return nil, errAbsent }
func (*SPDKClient) EngineFrontendCreate(...any) (*api.EngineFrontend, error) { return nil, errAbsent }
func (*SPDKClient) EngineFrontendGet(...any) (*api.EngineFrontend, error)    { return nil, errAbsent }
func (*SPDKClient) ReplicaCreate(...any) (*api.Replica, error)               { return nil, errAbsent }
func (*SPDKClient) ReplicaGet(...any) (*api.Replica, error)                  { return nil, errAbsent }
func (*SPDKClient) ReplicaList(...any) (map[string]*api.Replica, error)      { return nil, errAbsent }
func (*SPDKClient) EngineList(...any) (map[string]*api.Engine, error)        { return nil, errAbsent }
func (*SPDKClient) EngineFrontendList(...any) (map[string]*api.EngineFrontend, error) {
	return nil, errAbsent
}
func (*SPDKClient) ReplicaWatch(...any) (*Watch, error)        { return nil, errAbsent }
func (*SPDKClient) EngineWatch(...any) (*Watch, error)         { return nil, errAbsent }
func (*SPDKClient) EngineFrontendWatch(...any) (*Watch, error) { return nil, errAbsent }
func (*SPDKClient) BackingImageWatch(...any) (*Watch, error)   { return nil, errAbsent }
func (*SPDKClient) LogGetFlags(...any) (string, error)         { return "", errAbsent }
func (*SPDKClient) DiskCreate(...any) (*spdkrpc.Disk, error)   { return nil, errAbsent }
func (*SPDKClient) DiskGet(...any) (*spdkrpc.Disk, error)      { return nil, errAbsent }
func (*SPDKClient) DiskHealthGet(...any) (*spdkrpc.DiskHealthGetResponse, error) {
	return nil, errAbsent
}
func (*SPDKClient) MetricsGet(...any) (*api.Metrics, error)              { return nil, errAbsent }
func (*SPDKClient) BackingImageCreate(...any) (*api.BackingImage, error) { return nil, errAbsent }
func (*SPDKClient) BackingImageGet(...any) (*api.BackingImage, error)    { return nil, errAbsent }
func (*SPDKClient) BackingImageList(...any) (map[string]*api.BackingImage, error) {
	return nil, errAbsent
}
func (*SPDKClient) EngineFrontendSnapshotCreate(...any) (string, error) { return "", errAbsent }
func (*SPDKClient) EngineSnapshotHashStatus(...any) (*spdkrpc.EngineSnapshotHashStatusResponse, error) {
	return nil, errAbsent
}
func (*SPDKClient) EngineBackupCreate(...any) (*spdkrpc.BackupCreateResponse, error) {
	return nil, errAbsent
}
func (*SPDKClient) EngineBackupStatus(...any) (*spdkrpc.BackupStatusResponse, error) {
	return nil, errAbsent
}
func (*SPDKClient) EngineRestoreStatus(...any) (*spdkrpc.RestoreStatusResponse, error) {
	return nil, errAbsent
}
func (*SPDKClient) ReplicaRebuildingDstShallowCopyCheck(...any) (*api.ShallowCopy, error) {
	return nil, errAbsent
}
func (*SPDKClient) ReplicaSnapshotCloneDstStatusCheck(...any) (*api.ReplicaSnapshotCloneDstStatus, error) {
	return nil, errAbsent
}
