package snaproll

// #include "snaproll.h"
import "C"

import "context"

// CheckReport is what a check of a store found.
type CheckReport struct {
	Executions uint64   `json:"executions"`
	Records    uint64   `json:"records"`
	States     uint64   `json:"states"`
	Keyframes  uint64   `json:"keyframes"`
	Findings   []string `json:"findings"` // Empty where all is well.
}

// Check proves the store: the checksums of all rows, the file itself, that every
// chain is whole, every state can be rebuilt, every keyframe is the same as the
// replay beside it, and that counts agree.
func (s *Store) Check(ctx context.Context) (CheckReport, error) {
	return s.check(ctx, false)
}

// CheckQuickly proves the checksums and the file itself.
func (s *Store) CheckQuickly(ctx context.Context) (CheckReport, error) {
	return s.check(ctx, true)
}

func (s *Store) check(ctx context.Context, quick bool) (report CheckReport, err error) {
	err = jsonUntil(ctx, s, &report, func(p *cStore, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_store_check(p, C.bool(quick), stop, out, e)
	})
	return report, err
}

// Backup copies the whole store to a new file, while writers work. The
// executions of the copy have no owners.
func (s *Store) Backup(ctx context.Context, path string) error {
	return do(ctx, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_backup(p, chars(path), size(path), e)
	})
}

// Compact removes what nothing needs any more and gives its pages back to the
// system.
func (s *Store) Compact(ctx context.Context) error {
	if err := begin(ctx); err != nil {
		return err
	}
	return interruptible(ctx, func(ctx context.Context, stop cCancel) error {
		return do(ctx, s, func(p *cStore, e *cError) status {
			return C.snaproll_store_compact(p, stop, e)
		})
	})
}

// StoreStats are the figures of a store; those from Commits on since it was
// opened by this process.
type StoreStats struct {
	Executions    uint64 `json:"executions"`
	Snapshots     uint64 `json:"snapshots"`
	Records       uint64 `json:"records"`
	RecordBytes   uint64 `json:"record_bytes"`
	Keyframes     uint64 `json:"keyframes"`
	KeyframeBytes uint64 `json:"keyframe_bytes"`
	Blobs         uint64 `json:"blobs"`
	BlobBytes     uint64 `json:"blob_bytes"` // Of them and their chunks.
	FileBytes     uint64 `json:"file_bytes"`
	FreeBytes     uint64 `json:"free_bytes"` // Of pages that hold nothing.
	WALBytes      uint64 `json:"wal_bytes"`
	LongestChain  uint64 `json:"longest_chain"` // Records from a keyframe to a state.
	Commits       uint64 `json:"commits"`
	Transactions  uint64 `json:"transactions"`
	Syncs         uint64 `json:"syncs"`
	BytesWritten  uint64 `json:"bytes_written"`
	BusyWaits     uint64 `json:"busy_waits"`
	Conflicts     uint64 `json:"conflicts"`
}

// Stats are the figures.
func (s *Store) Stats(ctx context.Context) (stats StoreStats, err error) {
	err = getJSON(ctx, s, &stats, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_stats(p, out, e)
	})
	return stats, err
}

// Prometheus are the figures in the text format of Prometheus.
func (s *Store) Prometheus(ctx context.Context) (string, error) {
	return getText(ctx, s, func(p *cStore, out *cBuf, e *cError) status {
		return C.snaproll_store_stats_prometheus(p, out, e)
	})
}
