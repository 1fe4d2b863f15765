// Package api holds the shapes that the absent backing image manager would answer with: the fields
// that Longhorn's manager reads, no more.
package api

import "errors"

type BackingImageStatus struct {
	State, CurrentChecksum, ErrorMsg, SenderManagerAddress string
	SendingReference, Progress                             int
}

type BackingImage struct {
	Name, UUID                  string
	Size, VirtualSize, RealSize int64
	Status                      BackingImageStatus
}

type DataSourceInfo struct {
	DiskUUID, SourceType, Name, UUID, FilePath, State, CurrentChecksum, Message string
	Parameters                                                                  map[string]string
	Size, ProcessedSize                                                         int64
	Progress                                                                    int
}

type BackupStatus struct {
	BackupURL, ErrorMsg, State string
	Progress                   int
}

type Versions struct {
	BackingImageManagerAPIMinVersion, BackingImageManagerAPIVersion int
}

// ErrAbsent is all that this module has to say.
var ErrAbsent = errors.New("the backing image manager is not in this build")

// BackingImageStream never has news.
type BackingImageStream struct{}

func (*BackingImageStream) Recv() error { return ErrAbsent }

func (*BackingImageStream) Close() error { return nil }
