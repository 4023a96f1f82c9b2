package sandbox

import (
	"fmt"
	"strconv"
	"time"
)

// The name and the city every BR Code of the simulator carries.
const (
	merchantName = "LOJA EXEMPLO"
	merchantCity = "Sao Paulo"
)

// issueDocument makes what the payer needs: a BR Code, a boleto or the address of a page.
func (s *Server) issueDocument(p *payment) {
	p.document.hash = s.ids.uuid()
	if p.method.ID == "pix" {
		p.issuer = "12501"
		p.document.qrCode = brCode(s.acct.pixAddress, p.amount, merchantName, merchantCity, "mpqrinter"+strconv.FormatInt(p.id, 10))
		p.document.qrImage = qrImage(p.document.qrCode)
	} else {
		p.document.reference = strconv.FormatInt(s.ids.between(6_000_000_000, 6_999_999_999), 10)
		if p.method.ID == "clabe" {
			p.document.reference = clabe(p.document.reference)
		}
		if p.method.ID == "bolbradesco" || p.method.ID == "pec" {
			p.document.barred = boletoBarcode(p.amount, p.expires, p.document.reference)
			p.document.digitableLine = digitableLine(p.document.barred)
		}
	}
	p.document.url = s.ticketURL(p)
}

// brCode writes the payload of a Pix QR code: EMV tags with two-digit lengths, closed by a CRC.
func brCode(key string, amount money, name, city, txid string) string {
	tlv := func(tag, value string) string { return fmt.Sprintf("%s%02d%s", tag, len(value), value) }
	body := tlv("00", "01") + tlv("26", tlv("00", "br.gov.bcb.pix")+tlv("01", key)) +
		tlv("52", "0000") + tlv("53", "986") + tlv("54", fmt.Sprintf("%d.%02d", amount/100, amount%100)) +
		tlv("58", "BR") + tlv("59", name) + tlv("60", city) + tlv("62", tlv("05", txid)) + "6304"
	return body + fmt.Sprintf("%04X", crc16(body))
}

// crc16 is CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, nothing reflected.
func crc16(s string) uint16 {
	crc := uint16(0xFFFF)
	for i := range len(s) {
		crc ^= uint16(s[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// boletoBarcode is the 44-digit code of a bank slip: bank, currency, check digit, due factor,
// amount, free field.
func boletoBarcode(amount money, due time.Time, reference string) string {
	free := "33800" + reference + "0000006333" // the reference has ten digits
	head, tail := "2379", fmt.Sprintf("%04d%010d%s", dueFactor(due), int64(amount)%1e10, free)
	sum, weight := 0, 2
	digits := head + tail
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		if weight++; weight > 9 {
			weight = 2
		}
	}
	check := 11 - sum%11
	if check > 9 {
		check = 1
	}
	return head + strconv.Itoa(check) + tail
}

// dueFactor counts days; it ran out and restarted at 1000 on 22 February 2025.
func dueFactor(due time.Time) int {
	restart := time.Date(2025, 2, 22, 0, 0, 0, 0, apiZone)
	days := int(due.Sub(restart).Hours() / 24)
	return 1000 + ((days%9000)+9000)%9000
}

// digitableLine is what a payer types: three fields with their own check digit, the check
// digit of the bar code, factor and amount.
func digitableLine(code string) string {
	field := func(d string) string { return d + strconv.Itoa(mod10(d)) }
	return field(code[:4]+code[19:24]) + field(code[24:34]) + field(code[34:44]) + code[4:5] + code[5:19]
}

func mod10(digits string) int {
	sum, weight := 0, 2
	for i := len(digits) - 1; i >= 0; i-- {
		n := int(digits[i]-'0') * weight
		sum += n/10 + n%10
		weight = 3 - weight
	}
	return (10 - sum%10) % 10
}
