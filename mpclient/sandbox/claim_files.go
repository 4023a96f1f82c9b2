package sandbox

import (
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// attachment is a file somebody put into the thread of a claim.
type attachment struct {
	id, name string
	content  upload
}

// attachmentKey keeps the files of claims apart: a claim sees its own only.
func attachmentKey(cl *claim, name string) string { return strconv.FormatInt(cl.id, 10) + "/" + name }

// ofAttachment finds a file by its name.
func ofAttachment(do func(*Server, *attachment) reply) func(*Server, *call) reply {
	return ofClaim(func(s *Server, c *call, cl *claim) reply {
		a, found := s.state.disputes.attachments.get(attachmentKey(cl, c.params["file"]))
		if !found {
			return fail(http.StatusNotFound, "attachment not found")
		}
		return do(s, a)
	})
}

func (s *Server) attachToClaim(c *call, cl *claim) reply {
	files, bad := c.uploads("file")
	if bad != nil {
		return *bad
	}
	f := files[0]
	id := s.ids.uuid()
	a := &attachment{id: id, name: id + path.Ext(path.Base(clip(f.name, 100))), content: f}
	s.state.disputes.attachments.put(attachmentKey(cl, a.name), a, len(f.data))
	return created(object{"file_id": a.id, "file_name": a.name})
}

func (s *Server) readAttachment(a *attachment) reply {
	return ok(object{"file_name": a.name, "file_id": a.id, "content_type": a.content.contentType})
}

func (s *Server) downloadAttachment(a *attachment) reply {
	return ok(file{contentType: "application/octet-stream", body: a.content.data,
		header: http.Header{"Content-Disposition": {`attachment; filename="` + strings.NewReplacer(`"`, "", "\\", "").Replace(a.name) + `"`}}})
}

var messageShape = parseShape(`message attachments*`)

// sendClaimMessage names attachments by their id or by their name.
func (s *Server) sendClaimMessage(c *call, cl *claim) reply {
	list, isList := c.body["attachments"].([]any)
	if len(messageShape.check(c.body).wrong) > 0 || !isList && c.body["attachments"] != nil {
		return fail(badRequest, "the message is malformed")
	}
	attached := []object{}
	for _, e := range list {
		id, _ := e.(string)
		all := s.state.disputes.attachments.all()
		i := slices.IndexFunc(all, func(a *attachment) bool { return a.id == id || a.name == id })
		if i < 0 {
			return fail(badRequest, "attachment not found")
		}
		a := all[i]
		if _, own := s.state.disputes.attachments.get(attachmentKey(cl, a.name)); !own || len(attached) == maxFiles {
			return fail(badRequest, "attachment not found")
		}
		attached = append(attached, object{"file_name": a.name, "file_id": a.id})
	}
	if why := s.addMessage(cl, object{"user_id": s.acct.userID, "role": "respondent"}, text(c.body, "message"), attached); why != "" {
		return fail(badRequest, why)
	}
	s.state.disputes.claims.put(cl.id, cl, len(c.raw))
	return reply{status: http.StatusCreated}
}

// addMessage returns why the message is refused.
func (s *Server) addMessage(cl *claim, from object, message string, attached []object) string {
	switch {
	case cl.status != "opened":
		return "the claim is closed"
	case strings.TrimSpace(message) == "":
		return "message needed"
	case len(message) > 10_000 || len(cl.messages) >= maxClaimEntries:
		return "the message is too long"
	}
	if attached == nil {
		attached = []object{}
	}
	cl.messages = append(cl.messages, object{"id": s.state.disputes.nextID(s.ids), "date_created": isoDate(s.cfg.Now()), "from": from,
		"message": message, "attachments": attached})
	cl.updated = s.cfg.Now()
	return ""
}

func (s *Server) claimMessages(_ *call, cl *claim) reply {
	return ok(append([]object{}, cl.messages...))
}

// sendEvidence takes a tracking code or a proof; the list knows the latter as something else.
func (s *Server) sendEvidence(c *call, cl *claim) reply {
	kind, known := map[string]string{"tracking_code": "tracking_code", "proof_of_delivery": "other"}[text(c.body, "type")]
	value := text(c.body, "value")
	if !known || value == "" || len(value) > 1000 || cl.status != "opened" || len(cl.evidences) >= maxClaimEntries {
		return fail(badRequest, "the evidence is malformed or the claim is closed")
	}
	cl.evidences = append(cl.evidences, object{"id": s.ids.uuid(), "type": kind, "date_created": isoDate(s.cfg.Now()), "file_name": "", "value": value})
	cl.updated = s.cfg.Now()
	s.state.disputes.claims.put(cl.id, cl, len(c.raw))
	return reply{status: http.StatusCreated}
}

func (s *Server) claimEvidences(_ *call, cl *claim) reply {
	return ok(append([]object{}, cl.evidences...))
}
