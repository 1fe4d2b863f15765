// Package types names what Longhorn's manager takes from the absent backing image manager.
package types

// EncryptionType says what a clone does with encryption.
type EncryptionType string

const (
	EncryptionTypeEncrypt = EncryptionType("encrypt")
	EncryptionTypeDecrypt = EncryptionType("decrypt")
	EncryptionTypeIgnore  = EncryptionType("ignore")

	DiskPathInContainer     = "/data/"
	DataSourceDirectoryName = "tmp"
	SendingLimit            = 3
)
