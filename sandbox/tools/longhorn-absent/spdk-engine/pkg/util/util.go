// Package util is that of the absent v2 data engine.
package util

import "time"

// StopSPDKTgtDaemon finds nothing to stop: no such daemon is ever started.
func StopSPDKTgtDaemon(time.Duration) error { return nil }
