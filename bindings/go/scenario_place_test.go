package snaproll_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"time"

	"snaproll.dev/go/snaproll"
)

// What a reply tells of the machine; a word stands there instead.
var (
	ofProcess = regexp.MustCompile(`process [0-9]+ on [^,"]*`)
	ofClock   = regexp.MustCompile(`"(at|created_at|last_commit|since|started_at)":"[^"]*"`)
	ofIDs     = regexp.MustCompile(`"id":"[^"]*"`)
)

// ofNowhere is a text without what it tells of this process and of the folder.
func ofNowhere(text string) string {
	text = ofProcess.ReplaceAllString(text, "this process")
	return strings.ReplaceAll(text, of(os.Getwd())+"/", "")
}

// report is what was told, as canonical JSON.
func report(told any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	var read any
	if err := json.Unmarshal(of(json.Marshal(told)), &read); err != nil {
		return nil, err
	}
	text := ofNowhere(canonical(inTimes(read)))
	text = ofClock.ReplaceAllStringFunc(text, func(member string) string {
		name, told, _ := strings.Cut(member, ":")
		if strings.HasPrefix(told, `"2001-`) {
			return member
		}
		return name + `:"now"`
	})
	return jsonText(text), nil
}

// erasedReport is a report of erasures, whose ids are drawn.
func erasedReport(told any, err error) (any, error) {
	out, err := report(told, err)
	if err != nil {
		return nil, err
	}
	text := ofIDs.ReplaceAllString(string(out.(jsonText)), `"id":"drawn"`)
	return jsonText(text), nil
}

// inTimes has the times as the library writes them, and null for none.
func inTimes(told any) any {
	switch told := told.(type) {
	case []any:
		for i, item := range told {
			told[i] = inTimes(item)
		}
	case map[string]any:
		for name, item := range told {
			told[name] = inTimes(item)
		}
	case string:
		at, err := time.Parse(time.RFC3339Nano, told)
		if err == nil && at.IsZero() {
			return nil
		}
		if err == nil {
			return of(snaproll.FormatTime(at))
		}
	}
	return told
}
