// Package types names what the callers of the absent v2 data engine compare with.
package types

// Mode is how an engine uses a replica.
type Mode string

const (
	ModeWO  = Mode("WO")
	ModeRW  = Mode("RW")
	ModeERR = Mode("ERR")

	ProgressStateInProgress = "in_progress"
)
