// Package client is that of the absent backing image manager: it refuses everything.
package client

import "github.com/longhorn/backing-image-manager/api"

type BackingImageManagerClient struct{}

func NewBackingImageManagerClient(string) *BackingImageManagerClient {
	return &BackingImageManagerClient{}
}

func (*BackingImageManagerClient) Fetch(...any) (*api.BackingImage, error) {
	return nil, api.ErrAbsent
}
func (*BackingImageManagerClient) Sync(...any) (*api.BackingImage, error) { return nil, api.ErrAbsent }
func (*BackingImageManagerClient) Get(...any) (*api.BackingImage, error)  { return nil, api.ErrAbsent }
func (*BackingImageManagerClient) List() (map[string]*api.BackingImage, error) {
	return nil, api.ErrAbsent
}
func (*BackingImageManagerClient) PrepareDownload(...any) (string, string, error) {
	return "", "", api.ErrAbsent
}
func (*BackingImageManagerClient) Delete(...any) error { return api.ErrAbsent }
func (*BackingImageManagerClient) Watch() (*api.BackingImageStream, error) {
	return nil, api.ErrAbsent
}
func (*BackingImageManagerClient) VersionGet() (*api.Versions, error) { return nil, api.ErrAbsent }
func (*BackingImageManagerClient) BackupCreate(...any) error          { return api.ErrAbsent }
func (*BackingImageManagerClient) BackupStatus(string) (*api.BackupStatus, error) {
	return nil, api.ErrAbsent
}

type DataSourceClient struct {
	Remote string
}

func (*DataSourceClient) Get() (*api.DataSourceInfo, error) { return nil, api.ErrAbsent }
func (*DataSourceClient) Transfer() error                   { return api.ErrAbsent }
